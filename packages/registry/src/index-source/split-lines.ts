/** A line of a text; `text` is null where it was longer than a row may be. */
export interface Line {
  /** 1 is the first. */
  readonly number: number;
  readonly text: string | null;
}

export interface LineSplitter {
  push(text: string): readonly Line[];
  /** What stands after the last end of a line. */
  end(): readonly Line[];
}

/** Splits text into lines as it arrives; of a line that never ends no more than `maxLength` is kept. */
export function createLineSplitter(maxLength: number): LineSplitter {
  let rest = '';
  let isTooLong = false;
  let number = 0;

  const finish = (text: string): Line => {
    number += 1;
    const line = { number, text: isTooLong || text.length > maxLength ? null : text.replace(/\r$/, '') };
    isTooLong = false;
    return line;
  };

  return {
    push(text) {
      const pieces = text.split('\n');
      const lines: Line[] = [];
      for (let at = 0; at < pieces.length - 1; at++) {
        lines.push(finish(at === 0 ? rest + pieces[0] : (pieces[at] ?? '')));
      }
      const last = pieces.at(-1) ?? '';
      rest = pieces.length === 1 ? rest + last : last;
      if (rest.length > maxLength) {
        isTooLong = true;
        rest = '';
      }
      return lines;
    },
    end() {
      if (rest === '' && !isTooLong) return [];
      const text = rest;
      rest = '';
      return [finish(text)];
    },
  };
}
