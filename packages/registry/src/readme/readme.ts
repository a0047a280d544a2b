/** A heading of a readme, for the table of contents. */
export interface ReadmeHeading {
  /** 1 to 6, as the author wrote it. */
  readonly level: number;
  readonly text: string;
  /** Of the element in the HTML, without `#`. */
  readonly id: string;
}

/** A rendered readme: safe to put into a page as it is. */
export interface Readme {
  readonly html: string;
  readonly headings: readonly ReadmeHeading[];
  /** Where the text is from. `tarball`: of this very version. `packument`: of the version that was published last. */
  readonly from: 'packument' | 'tarball';
  /** The text was longer than what is rendered. */
  readonly isCut: boolean;
  /** Images of other hosts in it: shown as links unless the user of the site allows outside images. */
  readonly outsideImages: number;
  /** Shown as it was typed since rendering failed or took too long this time: it may come out another time. */
  readonly isTemporary?: true;
}

/** Why there is no readme to show. */
export type ReadmeAnswer =
  | { readonly kind: 'readme'; readonly readme: Readme }
  /** The package has none. */
  | { readonly kind: 'none' }
  /** It is being read or rendered: a later look will tell. */
  | { readonly kind: 'pending' }
  /** It cannot be shown; the reason is a sentence for people. */
  | { readonly kind: 'refused'; readonly reason: string };

/** What rendering a readme needs to know; pure. */
export interface RenderReadmeOptions {
  /** Handed on to the `Readme`. */
  readonly from: Readme['from'];
  /** `null` leaves relative links and images without a target. */
  readonly repository: {
    readonly host: 'github' | 'gitlab' | 'bitbucket' | null;
    readonly url: string;
    readonly directory: string | null;
  } | null;
  /** Commit or tag that relative links lead to; null for `HEAD`. */
  readonly ref: string | null;
  /**
   * Where the readme lies in the package: `README.md`, `docs/readme.md`. Links are relative to its folder, and a name
   * that is not one of Markdown (`README`, `.txt`, `.rst`) is shown as it was typed.
   */
  readonly path: string;
  /** Without it, images of other hosts become links with the image's text. */
  readonly allowOutsideImages: boolean;
}
