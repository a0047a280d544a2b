import { describe, expect, it } from 'vitest';
import { readStarterIndex } from '../search/starter-index.ts';
import { isRandomName } from './random-name.ts';
import { createGate, type GateSubject, judgeSubject } from './spam-gate.ts';

const now = new Date('2026-11-22T12:00:00Z');

const honest: GateSubject = {
  name: 'left-pad',
  status: 'published',
  description: 'Pads a text on its left side.',
  keywords: ['pad', 'string'],
  hasRepository: true,
  hasReadme: true,
  isDeprecated: false,
  createdAt: '2024-03-01T00:00:00.000Z',
  releases: ['2024-03-01T00:00:00.000Z', '2026-11-22T11:00:00.000Z'],
  publisher: 'somebody',
  downloads: 12,
};

const judge = (more: Partial<GateSubject>) => judgeSubject({ ...honest, ...more }, now);
const releases = (count: number) =>
  Array.from({ length: count }, (_, at) => `2026-11-21T10:${String(at).padStart(2, '0')}:00.000Z`);

describe('judgeSubject', () => {
  it('shows an honest package that nobody knows yet', () => {
    expect(judge({})).toBeNull();
    expect(judge({ downloads: null, publisher: null, createdAt: '2026-11-22T11:59:00.000Z' })).toBeNull();
  });

  it.each<[string, Partial<GateSubject>, string]>([
    ['a security placeholder', { status: 'security-placeholder' }, 'taken-down'],
    ['an unpublished package', { status: 'unpublished' }, 'taken-down'],
    ['a deprecated package', { isDeprecated: true }, 'deprecated'],
    [
      'a package without any text',
      { description: ' ', hasReadme: false, hasRepository: false },
      'tells-nothing',
    ],
    [
      'a new package that says hardly anything',
      { hasReadme: false, hasRepository: false, createdAt: '2026-11-22T00:00:00.000Z' },
      'tells-nothing',
    ],
    ['a gambling advertisement', { description: 'Slot Gacor hari ini' }, 'spam-words'],
    ['advertising in the name', { name: 'free-robux-2026' }, 'spam-words'],
    ['advertising in keywords', { keywords: ['watch free online'] }, 'spam-words'],
    [
      'more keywords than anybody needs',
      { keywords: Array.from({ length: 41 }, (_, at) => `word${at}`) },
      'keyword-stuffing',
    ],
    [
      'the same keywords again and again',
      { keywords: Array(6).fill(['Best', 'best ']).flat() },
      'keyword-stuffing',
    ],
    [
      'a name of the reward floods',
      { name: 'andi-rendang23-breki', hasRepository: false },
      'word-number-name',
    ],
    ['a drawn name', { name: 'xkqzvbtrpl', hasRepository: false }, 'random-name'],
    ['a drawn name in a scope', { name: '@scope/a8f3c0d1e2b4', hasRepository: false }, 'random-name'],
    ['a flood of releases', { releases: releases(31) }, 'release-burst'],
  ])('leaves out %s', (_, more, reason) => {
    expect(judge(more)).toBe(reason);
  });

  it.each<[string, Partial<GateSubject>]>([
    ['a drawn name with its source', { name: 'xkqzvbtrpl' }],
    ['thirty releases in a day', { releases: releases(30) }],
    ['an old package with nothing but a description', { hasReadme: false, hasRepository: false }],
    [
      'a package of which little is known',
      { description: null, hasReadme: null, hasRepository: null, createdAt: null, releases: [] },
    ],
    [
      'words within words',
      { name: 'specialist', description: 'A robust, cracked-glass effect with backlinks and keygen.' },
    ],
    [
      'a popular package with an odd name',
      { name: 'xkqzvbtrpl', hasRepository: false, description: null, downloads: 50_000 },
    ],
    ['times that are none', { createdAt: 'never', releases: ['', 'soon'] }],
  ])('shows %s', (_, more) => {
    expect(judge(more)).toBeNull();
  });

  it('leaves out what npm took down, however popular it was', () => {
    expect(judge({ status: 'security-placeholder', downloads: 9_000_000 })).toBe('taken-down');
  });
});

describe('createGate', () => {
  it('lets through two packages of a publisher beside the much downloaded, and all whose publisher is not known', () => {
    const of = (name: string, publisher: string | null, more: Partial<GateSubject> = {}) => ({
      ...honest,
      ...more,
      name,
      publisher,
    });
    const items = [
      of('a', 'one'),
      of('b', 'one', { isDeprecated: true }),
      of('c', 'one'),
      of('d', 'one'),
      of('e', 'one', { downloads: 50_000 }),
      of('f', 'two'),
      of('g', null),
      of('h', null),
      of('i', null),
    ];
    const isShown = createGate(now);
    expect(
      items
        .filter(isShown)
        .map((item) => item.name)
        .join(''),
    ).toBe('acefghi');
  });
});

describe('isRandomName', () => {
  it('takes hardly any name that many people use for a drawn one', () => {
    const { names } = readStarterIndex();
    expect(names.filter(isRandomName).length).toBeLessThan(names.length / 400);
  });

  it.each(['qwrtzpsdfg', 'zx9k2m7q4w', 'deadbeef00112233', 'pkg-bcdfghjklmnp'])(
    'takes %s for one',
    (name) => {
      expect(isRandomName(name)).toBe(true);
    },
  );
});
