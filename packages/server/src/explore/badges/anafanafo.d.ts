declare module 'anafanafo' {
  /** Pixels that a text needs in a font, from tables of Verdana's and Helvetica's widths. */
  export default function measure(
    text: string,
    options: {
      readonly font: '10px Verdana' | 'bold 10px Verdana' | '11px Verdana' | 'bold 11px Helvetica';
      /** For a letter that the tables do not have, guess its width instead of throwing. */
      readonly guess?: boolean;
    },
  ): number;
}
