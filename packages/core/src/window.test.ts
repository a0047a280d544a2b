import { describe, expect, it } from 'vitest';
import { bucketStarts, toIso } from './time.ts';
import { parseWindow, previousWindow, type WindowSpec, windowLabel, windowProblem } from './window.ts';

const now = new Date('2026-11-22T10:30:00Z');
const daily = { now, granularity: 'day' } as const;

const shown = (spec: WindowSpec, context: Parameters<typeof parseWindow>[1] = daily) => {
  const { start, end } = parseWindow(spec, context);
  return [toIso(start), toIso(end)].map((text) => text.replace('T00:00:00Z', ''));
};

describe('parseWindow', () => {
  it.each<[WindowSpec, string, string]>([
    ['1d', '2026-11-22', '2026-11-23'],
    ['30d', '2026-10-24', '2026-11-23'],
    ['24h', '2026-11-22', '2026-11-23'],
    ['25h', '2026-11-21', '2026-11-23'],
    ['12w', '2026-08-31', '2026-11-23'],
    ['6m', '2026-05-23', '2026-11-23'],
    ['1y', '2025-11-23', '2026-11-23'],
    ['today', '2026-11-22', '2026-11-23'],
    ['yesterday', '2026-11-21', '2026-11-22'],
    ['mtd', '2026-11-01', '2026-11-23'],
    ['ytd', '2026-01-01', '2026-11-23'],
    ['last-month', '2026-10-01', '2026-11-01'],
    ['2026-11-01..2026-11-15', '2026-11-01', '2026-11-15'],
    [{ from: '2026-11-01', to: '2026-11-15' }, '2026-11-01', '2026-11-15'],
    [{ from: '2026-11-01' }, '2026-11-01', '2026-11-23'],
    ['2026-11-01..', '2026-11-01', '2026-11-23'],
    [' MTD ', '2026-11-01', '2026-11-23'],
    ['30D', '2026-10-24', '2026-11-23'],
  ])('reads %j as [%s, %s)', (spec, start, end) => {
    expect(shown(spec)).toEqual([start, end]);
    expect(windowProblem(spec)).toBeUndefined();
  });

  it('starts six months before the last of a long month on the day after the last of a short one', () => {
    expect(shown('6m', { ...daily, now: new Date('2026-08-31T12:00:00Z') })[0]).toBe('2026-03-01');
  });

  it('counts hours of an hourly source with the current one last', () => {
    expect(shown('24h', { now, granularity: 'hour' })).toEqual([
      '2026-11-21T11:00:00Z',
      '2026-11-22T11:00:00Z',
    ]);
  });

  it('begins the days of an hourly source at midnight of the named zone', () => {
    const auckland = { now, granularity: 'hour', timeZone: 'Pacific/Auckland' } as const;
    expect(shown('today', auckland)[0]).toBe('2026-11-22T11:00:00Z'.replace('22T11', '21T11'));
  });

  it.each<[WindowSpec, string, string]>([
    ['mtd', '2026-11-30T11:00:00Z', '2026-12-01T11:00:00Z'],
    ['ytd', '2025-12-31T11:00:00Z', '2026-12-01T11:00:00Z'],
    ['last-month', '2026-10-31T11:00:00Z', '2026-11-30T11:00:00Z'],
    ['1m', '2026-11-01T11:00:00Z', '2026-12-01T11:00:00Z'],
    // Clocks went forward on 27 September: the offset was 12 hours before.
    ['90d', '2026-09-02T12:00:00Z', '2026-12-01T11:00:00Z'],
    [{ from: '2026-09-01' }, '2026-08-31T12:00:00Z', '2026-12-01T11:00:00Z'],
  ])('counts %j by the calendar of the named zone', (spec, start, end) => {
    // 1 December, 00:30 in Auckland.
    const context = {
      now: new Date('2026-11-30T11:30:00Z'),
      granularity: 'hour',
      timeZone: 'Pacific/Auckland',
    } as const;
    expect(shown(spec, context)).toEqual([start, end]);
  });

  it.each([
    ['2026-03-29T10:00:00Z', '2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z'],
    ['2026-10-25T10:00:00Z', '2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z'],
  ])('gives a day of 23 or 25 hours its length (%s)', (moment, start, end) => {
    const berlin = { now: new Date(moment), granularity: 'hour', timeZone: 'Europe/Berlin' } as const;
    expect(shown('today', berlin)).toEqual([start, end]);
  });

  it('begins a day without midnight when the clock jumps over it', () => {
    const beirut = {
      now: new Date('2024-03-31T10:00:00Z'),
      granularity: 'hour',
      timeZone: 'Asia/Beirut',
    } as const;
    expect(shown('today', beirut)).toEqual(['2024-03-30T22:00:00Z', '2024-03-31T21:00:00Z']);
  });

  it.each<[string, string, WindowSpec, string, string, number]>([
    ['Asia/Kolkata', '2026-11-22T10:30:00Z', 'yesterday', '2026-11-20T18:00:00Z', '2026-11-21T18:00:00Z', 24],
    [
      'Asia/Kolkata',
      '2026-11-22T10:30:00Z',
      '2026-11-01..2026-11-03',
      '2026-10-31T18:00:00Z',
      '2026-11-02T18:00:00Z',
      48,
    ],
    [
      'Asia/Kolkata',
      '2026-11-22T10:30:00Z',
      '2026-11-22..',
      '2026-11-21T18:00:00Z',
      '2026-11-22T18:00:00Z',
      24,
    ],
    // A quarter to the hour.
    [
      'Asia/Kathmandu',
      '2026-11-22T10:30:00Z',
      'yesterday',
      '2026-11-20T18:00:00Z',
      '2026-11-21T18:00:00Z',
      24,
    ],
    // Behind UTC; clocks go back by an hour on 1 November.
    [
      'America/St_Johns',
      '2026-11-02T10:30:00Z',
      'yesterday',
      '2026-11-01T02:00:00Z',
      '2026-11-02T03:00:00Z',
      25,
    ],
    // Clocks go forward by half an hour on 4 October: an hour is cut before it, and none after.
    [
      'Australia/Lord_Howe',
      '2026-10-05T10:30:00Z',
      'yesterday',
      '2026-10-03T13:00:00Z',
      '2026-10-04T13:00:00Z',
      24,
    ],
    ['Australia/Lord_Howe', '2026-10-05T10:30:00Z', '3d', '2026-10-02T13:00:00Z', '2026-10-05T13:00:00Z', 72],
  ])('makes days of whole hours in %s (%s, %j)', (timeZone, moment, spec, start, end, hours) => {
    const context = { now: new Date(moment), granularity: 'hour', timeZone } as const;
    expect(shown(spec, context)).toEqual([start, end]);
    expect(bucketStarts(parseWindow(spec, context), 'hour')).toHaveLength(hours);
  });

  it.each(['Asia/Kolkata', 'Asia/Kathmandu', 'America/St_Johns', 'Australia/Lord_Howe'])(
    'puts every hour of a year in %s into one day',
    (timeZone) => {
      let last: number | undefined;
      for (let at = Date.UTC(2026, 0, 1, 12); at < Date.UTC(2027, 0, 1, 12); at += 86_400_000) {
        const context = { now: new Date(at), granularity: 'hour', timeZone } as const;
        const { start, end } = parseWindow('yesterday', context);
        expect(start).toBe(last ?? start);
        last = end;
      }
    },
  );

  it('keeps the days of a daily source in UTC whatever zone is named', () => {
    expect(shown('1d', { ...daily, timeZone: 'Pacific/Auckland' })[0]).toBe('2026-11-22');
  });

  it.each([
    '',
    '30',
    '0d',
    '30 d',
    'all',
    '99999d',
    '2026-13-01..2026-13-02',
    '2026-11-05..2026-11-01',
    '2026-11-05..2026-11-05',
    '2026-13-01..',
    'tomorrow..',
  ])('refuses %j rather than taking it for all time', (spec) => {
    expect(() => parseWindow(spec, daily)).toThrow(RangeError);
    expect(windowProblem(spec)).toMatch(/not a/);
  });

  it('tells what can be typed, and of { from, to } only where that was tried', () => {
    expect(windowProblem('30')).toContain('FROM..TO (2026-11-01..2026-11-15)');
    expect(windowProblem('30')).not.toContain('{ from');
    expect(windowProblem({ form: '2026-11-01' })).toContain('{ from, to }');
    for (const long of ['100000d', '999999999999y', '0d']) {
      expect(windowProblem(long)).toContain('It must span from 1 to 7320 days.');
    }
  });

  it('refuses an open window that starts in the future', () => {
    expect(() => parseWindow('2026-11-23..', daily)).toThrow('it starts in the future (2026-11-23)');
  });

  it.each([42, null, [], {}, { from: 5 }, { from: '2026-11-01', to: 5 }])('refuses %j', (spec) => {
    expect(windowProblem(spec)).toMatch(/not a window/);
  });

  it('is the same day at the last and the first instant of it', () => {
    expect(shown('1d', { ...daily, now: new Date('2026-11-22T23:59:59.999Z') })[0]).toBe('2026-11-22');
    expect(shown('1d', { ...daily, now: new Date('2026-11-23T00:00:00Z') })[0]).toBe('2026-11-23');
  });
});

describe('previousWindow', () => {
  const before = (spec: WindowSpec) => {
    const { start, end } = previousWindow(parseWindow(spec, daily), spec);
    return [toIso(start).slice(0, 10), toIso(end).slice(0, 10)];
  };

  it('is as long and ends where the window starts', () => {
    expect(before('30d')).toEqual(['2026-09-24', '2026-10-24']);
  });

  it('compares a month to date with the same days of the month before', () => {
    expect(before('mtd')).toEqual(['2026-10-01', '2026-10-23']);
  });

  it('takes a name as it was written', () => {
    expect(before(' MTD ')).toEqual(before('mtd'));
    expect(before('Last-Month')).toEqual(before('last-month'));
  });

  it('compares a year to date with the same days of the year before', () => {
    expect(before('ytd')).toEqual(['2025-01-01', '2025-11-23']);
  });

  it('compares months and days of the named zone', () => {
    const auckland = { now, granularity: 'hour', timeZone: 'Pacific/Auckland' } as const;
    const zoned = (spec: WindowSpec) => {
      const { start, end } = previousWindow(parseWindow(spec, auckland), spec, auckland);
      return [toIso(start), toIso(end)];
    };
    // It is the 22nd there too, 23:30; October has 31 days, and clocks went forward on 27 September.
    expect(zoned('mtd')).toEqual(['2026-09-30T11:00:00Z', '2026-10-22T11:00:00Z']);
    expect(zoned('last-month')).toEqual(['2026-08-31T12:00:00Z', '2026-09-30T11:00:00Z']);
    expect(zoned('60d')).toEqual(['2026-07-25T12:00:00Z', '2026-09-23T12:00:00Z']);
    expect(zoned('24h')).toEqual(['2026-11-20T11:00:00Z', '2026-11-21T11:00:00Z']);
  });

  it('compares days and months of a zone that is half an hour off', () => {
    const kolkata = { now, granularity: 'hour', timeZone: 'Asia/Kolkata' } as const;
    const zoned = (spec: WindowSpec, context: Parameters<typeof parseWindow>[1] = kolkata) => {
      const { start, end } = previousWindow(parseWindow(spec, context), spec, context);
      return [toIso(start), toIso(end)];
    };
    expect(zoned('yesterday')).toEqual(['2026-11-19T18:00:00Z', '2026-11-20T18:00:00Z']);
    expect(zoned('mtd')).toEqual(['2026-09-30T18:00:00Z', '2026-10-22T18:00:00Z']);
    expect(zoned('last-month')).toEqual(['2026-08-31T18:00:00Z', '2026-09-30T18:00:00Z']);
    // Over a change of clocks days are compared, not so many hours.
    const stJohns = {
      now: new Date('2026-11-02T10:30:00Z'),
      granularity: 'hour',
      timeZone: 'America/St_Johns',
    } as const;
    expect(zoned('yesterday', stJohns)).toEqual(['2026-10-31T02:00:00Z', '2026-11-01T02:00:00Z']);
  });

  it('compares last month with the whole month before it', () => {
    expect(before('last-month')).toEqual(['2026-09-01', '2026-10-01']);
  });
});

it('names windows in words', () => {
  expect(['30d', '1d', 'mtd', '1w'].map(windowLabel)).toEqual([
    'last 30 days',
    'today',
    'month to date',
    'last week',
  ]);
  expect([' MTD ', '30D', 'Last-Month', '2026-11-01..', '2026-11-01..2026-11-15'].map(windowLabel)).toEqual([
    'month to date',
    'last 30 days',
    'last month',
    '2026-11-01 to today',
    '2026-11-01 to 2026-11-15',
  ]);
});
