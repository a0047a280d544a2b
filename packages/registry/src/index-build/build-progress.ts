/** What a build is doing, and how far it is. */
export type BuildProgress =
  | {
      readonly kind: 'reading';
      readonly source: string;
      /** Bytes. */
      readonly read: number;
      /** Null where nobody says how many there are. */
      readonly total: number | null;
      readonly rows: number;
      readonly badRows: number;
    }
  | {
      readonly kind: 'writing';
      /** Share of the work, 0 to 1. */
      readonly done: number;
    }
  | { readonly kind: 'checking' };
