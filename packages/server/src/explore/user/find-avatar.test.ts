import { describe, expect, it } from 'vitest';
import { testVersion } from '../attention/test-conditions.ts';
import { findAvatar } from './find-avatar.ts';

const of = (url: string, host: 'github' | null = 'github') => ({
  latest: testVersion({ repository: { label: 'a/b', url, host, directory: null } }),
});

describe('the picture of a user', () => {
  it('is that of the account that one of their packages is built from', () => {
    expect(
      findAvatar('ada', [of('https://github.com/harbour/crane'), of('https://github.com/Ada/ship')]),
    ).toBe('https://github.com/Ada.png?size=112');
  });

  it('is nobody else’s', () => {
    expect(findAvatar('ada', [of('https://github.com/harbour/crane')])).toBeNull();
    expect(findAvatar('ada', [of('https://evil.example/ada/ship')])).toBeNull();
    expect(findAvatar('ada', [of('https://github.com/ada/ship', null)])).toBeNull();
    expect(findAvatar('ada', [of('no address'), { latest: testVersion() }])).toBeNull();
  });
});
