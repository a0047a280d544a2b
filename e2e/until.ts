import { setTimeout as wait } from 'node:timers/promises';

/** Asks again and again until the answer is as wanted, and gives it; in hooks too, unlike `expect.poll`. */
export async function until<Value>(
  ask: () => Promise<Value>,
  isDone: (value: Value) => boolean,
  { timeoutMs = 60_000, everyMs = 300 } = {},
): Promise<Value> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const value = await ask();
    if (isDone(value)) return value;
    if (performance.now() > deadline) {
      throw new Error(
        `This is not as wanted after ${timeoutMs / 1000} s: ${JSON.stringify(value)?.slice(0, 2_000)}`,
      );
    }
    await wait(everyMs);
  }
}
