import type { BuildProgress } from '@shipstats/registry';
import { colorsFor } from './colors.ts';
import type { Io } from './io.ts';
import { plural } from './run-words.ts';

/** Shows a long piece of work while it goes on. */
export interface LineView {
  /** @param done share of the work, 0 to 1; null where nobody knows how much there is */
  update(step: string, done: number | null, facts: string): void;
  end(): void;
}

const BAR = 20;
/** Often enough to see it move. */
const REDRAW_MS = 100;

/** A bar that is drawn over on a terminal; a line a step elsewhere. */
export function createLineView(
  { stderr, env }: Pick<Io, 'stderr' | 'env'>,
  nowMs: () => number = () => performance.now(),
): LineView {
  if (stderr.isTTY !== true) {
    let current: string | null = null;
    return {
      update(step) {
        if (step !== current) stderr.write(`${step}\n`);
        current = step;
      },
      end: () => undefined,
    };
  }
  const colors = colorsFor(stderr, env);
  let drawnAt = Number.NEGATIVE_INFINITY;
  let current: string | null = null;
  return {
    update(step, done, facts) {
      if (step === current && nowMs() - drawnAt < REDRAW_MS) return;
      current = step;
      drawnAt = nowMs();
      const full = done === null ? 0 : Math.round(Math.min(1, done) * BAR);
      const share = done === null ? '' : ` ${Math.floor(Math.min(1, done) * 100)} %`;
      const text = `${step}${share}${facts === '' ? '' : `, ${facts}`}`;
      const shown = text.slice(0, Math.max(0, (stderr.columns ?? 80) - BAR - 2));
      const bar = done === null ? '' : `${colors.cyan('█'.repeat(full) + '░'.repeat(BAR - full))} `;
      stderr.write(`\r\u001b[K${bar}${shown}`);
    },
    end: () => void stderr.write('\r\u001b[K'),
  };
}

/** Shows a build. */
export function showBuild(view: LineView, progress: BuildProgress): void {
  const { step, done, facts } = describe(progress);
  view.update(step, done, facts);
}

function describe(progress: BuildProgress): { step: string; done: number | null; facts: string } {
  switch (progress.kind) {
    case 'reading': {
      const { source, read, total, rows, badRows } = progress;
      const bytes = total === null ? megabytes(read) : `${megabytes(read)} of ${megabytes(total)}`;
      const aside = badRows === 0 ? '' : `, ${plural(badRows, 'row')} set aside`;
      return {
        step: `Reading ${source}`,
        done: total === null ? null : total === 0 ? 1 : read / total,
        facts: `${bytes}, ${plural(rows - badRows, 'package')}${aside}`,
      };
    }
    case 'writing':
      return { step: 'Writing the index', done: progress.done, facts: '' };
    case 'checking':
      return { step: 'Checking it', done: null, facts: '' };
    default:
      return progress satisfies never;
  }
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
