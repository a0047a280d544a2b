/** A list of packages that is there to be read, from its beginning each time. */
export interface IndexSource {
  /** For people, and kept with the index. */
  readonly label: string;
  /** The day that the list was made, `YYYY-MM-DD`. */
  readonly builtOn: string;
  /** Changes with the list's content: reading that broke off goes on only where this is the same. */
  readonly fingerprint: string;
  /** Only at its end is it sure that the content is the right one: until then nothing of it is kept. */
  readonly isCheckedAtEnd: boolean;
  open(options: {
    /** Told how many bytes were read so far, and of how many; null where nobody says. */
    readonly onBytes: (read: number, total: number | null) => void;
    readonly signal?: AbortSignal | undefined;
  }): AsyncIterable<Uint8Array>;
}
