import type { Followed } from './follow.ts';

/** Whether something is among what is followed: npm tells packages apart by the case of their letters, users not. */
export function isFollowed(followed: readonly Followed[], kind: Followed['kind'], name: string): boolean {
  const same = (one: string) => (kind === 'user' ? one.toLowerCase() === name.toLowerCase() : one === name);
  return followed.some((one) => one.kind === kind && same(one.name));
}
