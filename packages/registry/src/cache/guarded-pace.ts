import type { PaceStore } from '../service/pace-store.ts';
import type { ServiceStateStore } from '../service/state-store.ts';

type Pace = PaceStore & ServiceStateStore;

export interface GuardedPaceOptions {
  /** What `act` gives with the pace in the file, or `otherwise` where the file fails. */
  readonly inFile: <T>(otherwise: T | typeof FAILED, act: (pace: Pace) => T) => T | typeof FAILED;
  /** Takes over then: services are asked gently also without a file. */
  readonly inMemory: Pace;
}

const FAILED = Symbol('failed');

/** The pace in a file, and in memory while the file fails. */
export function createGuardedPace({ inFile, inMemory }: GuardedPaceOptions): Pace {
  const either = <T>(act: (pace: Pace) => T): T => {
    const result = inFile<T>(FAILED, act);
    return result === FAILED ? act(inMemory) : (result as T); // anything but FAILED is what `act` gave
  };
  return {
    reserve: (...args) => either((pace) => pace.reserve(...args)),
    coolDown: (...args) => either((pace) => pace.coolDown(...args)),
    coolUntilMs: (...args) => either((pace) => pace.coolUntilMs(...args)),
    learned: (service) => either((pace) => pace.learned(service)),
    learn: (...args) => either((pace) => pace.learn(...args)),
    load: (service) => either((pace) => pace.load(service)),
    save: (state) => either((pace) => pace.save(state)),
  };
}
