import { count, DAY } from '@shipstats/core';
import { describe, expect, it } from 'vitest';
import { SAMPLE_NOW as now, type SampleOptions, sampleResult } from './sample-result.ts';
import { Sparkline } from './sparkline.tsx';
import { TimeseriesChart, type TimeseriesChartProps } from './timeseries-chart.tsx';

const models = ['gpt-5', 'gpt-5-mini', 'other'];

function draw(options: SampleOptions = {}, props: Partial<TimeseriesChartProps> = {}): string {
  return String(
    <TimeseriesChart id="c" title="Spend by model" result={sampleResult(options)} now={now} {...props} />,
  );
}

/** Paths with a class, as lists of their commands. */
function paths(html: string, className: string): string[] {
  return [...html.matchAll(/<path class="([^"]*)" d="([^"]*)"/g)]
    .filter(([, classes = '']) => className.split(' ').every((name) => classes.split(' ').includes(name)))
    .map(([, , d = '']) => d);
}

/** One tag a line, so that a difference can be read. */
const pretty = (html: string) => `${html.replaceAll('><', '>\n<')}\n`;

describe('bars', () => {
  it('are drawn for money that adds up, one path a series, today pale', () => {
    const html = draw({ names: models, hasOther: true });
    expect(paths(html, 'bar').filter((d) => d.includes('v'))).toHaveLength(6);
    expect(paths(html, 'bar pale')).toHaveLength(3);
    expect(paths(html, 'line')).toHaveLength(0);
  });

  it('put credits below the zero line', () => {
    const html = draw({ names: ['usage', 'credits'], point: (series) => (series === 1 ? '-40' : '100') });
    const zero = Number(/<line class="zero"[^>]*y1="(\d+)"/.exec(html)?.[1]);
    const [usage = '', credits = ''] = paths(html, 'bar').filter((_, index) => index % 2 === 0);
    const top = (d: string) => Number(/^M\d+ (\d+)/.exec(d)?.[1]);
    expect(top(usage)).toBeLessThan(zero);
    expect(top(credits)).toBeGreaterThanOrEqual(zero);
    expect(html).toContain('>−$50<');
  });

  it('reach exactly as high as their total, however many parts there are', () => {
    const names = Array.from({ length: 200 }, (_, index) => `s${index}`);
    const heights = (parts: readonly string[]) => {
      const html = draw({ names: parts, buckets: 3, states: {}, point: () => String(1000 / parts.length) });
      const tops = paths(html, 'bar').flatMap((d) =>
        [...d.matchAll(/M(\d+) (\d+)/g)].filter(([, x]) => Number(x) < 100).map(([, , y]) => Number(y)),
      );
      return Math.min(...tops);
    };
    expect(Math.abs(heights(names) - heights(['one', 'two']))).toBeLessThanOrEqual(1);
  });
});

describe('lines', () => {
  const level = { kind: 'level', fn: null } as const;

  it('are drawn for levels and for a single count of things', () => {
    expect(paths(draw({ result: level }), 'line')).not.toHaveLength(0);
    expect(paths(draw({ result: { unit: count('tokens') } }), 'line')).not.toHaveLength(0);
    expect(paths(draw({ names: models, result: { unit: count('tokens') } }), 'line')).toHaveLength(0);
  });

  it('break where a bucket is unknown', () => {
    const whole = draw({ result: level, states: {} });
    const broken = draw({ result: level, states: { 10: 'unknown' } });
    expect(paths(whole, 'line')[0]?.match(/M/g)).toHaveLength(1);
    expect(paths(broken, 'line')[0]?.match(/M/g)).toHaveLength(2);
  });

  it('show a point that stands alone between two holes', () => {
    const html = draw({ result: level, states: { 10: 'unknown', 12: 'unknown' } });
    expect(html.match(/<circle class="dot/g)).toHaveLength(2);
  });

  it('go into the bucket that is not over with a dash of their own', () => {
    expect(paths(draw({ result: level }), 'line pending')).toHaveLength(1);
    expect(draw({ result: level })).toContain('dot pending');
  });

  it('differ by dash as well as by colour', () => {
    const html = draw({ names: models, result: level });
    for (const dash of ['dash0', 'dash1', 'dash2']) expect(paths(html, `line ${dash}`)).not.toHaveLength(0);
  });
});

describe('marks', () => {
  const marks = [{ at: now.getTime() / 1000 - 5 * 86_400, label: '2.0', weight: 1 }];

  it('stand on the axis and are told to those who do not see it', () => {
    const html = draw({}, { marks });
    expect(html).toContain('<line class="mark"');
    expect(html).toMatch(/<text class="tick mark-label"[^>]*>2\.0<\/text>/);
    expect(html).toMatch(/marked: 2\.0 on 17 Nov 2026\./);
  });
});

describe('states', () => {
  const level = { kind: 'level', fn: null } as const;

  it('are marked in the plot, named in the legend and told in the table', () => {
    const html = draw({
      names: models,
      states: { 0: 'partial', 1: 'provisional', 5: 'incomplete', 9: 'unknown' },
    });
    for (const state of ['provisional', 'incomplete', 'unknown'])
      expect(html).toContain(`class="band ${state}"`);
    expect(html).toContain('url(#c-hatch)');
    for (const word of ['partial', 'provisional', 'incomplete', 'unknown']) {
      expect(html).toContain(`<td class="${word}">${word}</td>`);
      expect(html).toMatch(new RegExp(`<li class="state"[^>]*>.*?${word}</li>`));
    }
  });

  it('never draw an unknown bucket as zero', () => {
    const html = draw({ states: { 9: 'unknown' } });
    expect(html).toContain('<td class="none">unknown</td>');
    expect(paths(html, 'bar')[0]?.match(/M/g)).toHaveLength(29);
  });

  it('are named over the widest hole', () => {
    const states = { 3: 'unknown', 10: 'unknown', 11: 'unknown' } as const;
    const html = draw({ result: level, states }, { holeLabel: 'lost' });
    expect(html.match(/>lost<\/text>/g)).toHaveLength(1);
    expect(paths(html, 'line')[0]?.match(/M/g)).toHaveLength(3);
  });

  it('draw a sum of a part so that it is not taken for that of a whole, and tell what is missing', () => {
    const gaps = { granularity: 'day', unknownBuckets: 2, incompleteBuckets: 0 } as const;
    const result = sampleResult({ buckets: 12, width: 7 * DAY, states: { 5: 'incomplete' } });
    const buckets = result.buckets.map((bucket) =>
      bucket.state === 'incomplete' ? { ...bucket, gaps } : bucket,
    );
    const html = draw({ buckets: 12, width: 7 * DAY, result: { ...level, buckets } });
    // The line stops before it and goes on behind it; dashes lead to its dot and away from it.
    expect(paths(html, 'line')[0]?.match(/M/g)).toHaveLength(2);
    expect(paths(html, 'line pending')[0]?.match(/M/g)).toHaveLength(2);
    expect(html.match(/class="dot pending/g)).toHaveLength(1);
    expect(html).toContain('<td class="incomplete">incomplete, 2 days unknown</td><td');
    expect(html).toMatch(/aria-label="[^"]*; 1 week incomplete\./);
    const bars = draw({ buckets: 12, width: 7 * DAY, result: { buckets } });
    expect(paths(bars, 'bar pale')[0]?.match(/M/g)).toHaveLength(1);
  });

  it('say so when nothing at all is known', () => {
    const states = Object.fromEntries([...Array(30).keys()].map((index) => [index, 'unknown' as const]));
    const html = draw({ states });
    expect(html).toContain('Nothing known of these 30 days');
    expect(html).toContain('nothing known; 30 days unknown.');
  });
});

describe('every chart', () => {
  it('tells title, range, lowest, highest and last to those who do not see it', () => {
    expect(/role="img" aria-label="([^"]*)"/.exec(draw())?.[1]).toBe(
      'Spend by model, daily, 24 Oct – 22 Nov 2026; lowest $31.82 on Sat 31 Oct 2026; ' +
        'highest $83.61 on Fri 20 Nov 2026; last $15.65 on Sun 22 Nov 2026 (partial).',
    );
  });

  it('keeps all digits in its table and a short form for its cursor', () => {
    const html = draw({ point: () => '101.2034567' });
    expect(html).toContain('<td data-short="$101.20">$101.2034567</td>');
    const whole = { result: { unit: { kind: 'count', noun: 'downloads' } } } as const;
    expect(draw({ ...whole, point: () => '514626' })).toContain('<td>514,626</td>');
    expect(draw({ ...whole, point: () => '21514626' })).toMatch(/<td data-short="21\.5.M">21,514,626</);
  });

  it('shows hostile names as text', () => {
    const html = draw(
      { names: ['<script>alert(1)</script>', `"'&`] },
      { title: '<img src=x onerror=alert(1)>' },
    );
    expect(html).not.toMatch(/<script|<img/);
    expect(html).toContain('&lt;script&gt;');
  });

  it('carries no inline style, which the content security policy would refuse', () => {
    expect(draw({ names: models })).not.toMatch(/\sstyle=|<style|\son\w+=/);
  });

  it.each([
    ['one bucket', { buckets: 1, states: { 0: 'partial' } }],
    ['two buckets', { buckets: 2 }],
    ['all zero', { point: () => '0' }],
    ['huge numbers', { point: () => '400000000000000' }],
    ['tiny numbers', { point: () => '0.00000012' }],
    ['a single number all along', { point: () => '7', result: { kind: 'level', fn: null } }],
    ['only credits', { point: () => '-5' }],
    ['ten years of days', { buckets: 3650 }],
  ] satisfies [string, SampleOptions][])('draws %s without a number that is none', (_, options) => {
    const html = draw(options);
    expect(html).not.toMatch(/NaN|Infinity|undefined|null/);
    expect(html.match(/class="tick"[^>]*text-anchor="end"/g)?.length).toBeGreaterThan(0);
  });

  it('folds a legend of two hundred series and keeps its table to what can be read', () => {
    const names = Array.from({ length: 200 }, (_, index) => `s${index}`);
    const html = draw({ names });
    expect(html).toContain('<summary>190 more series</summary>');
    expect(html).toContain('24 of 200 series; all of them are in the CSV.');
  });

  it('shows at most four dates on a phone', () => {
    for (const buckets of [1, 7, 12, 30, 31, 90, 365]) {
      const labels = [...draw({ buckets }).matchAll(/<text class="tick" x="[\d.]+%"/g)];
      expect(labels.length, `${buckets} days`).toBeLessThanOrEqual(4);
      expect(labels.length, `${buckets} days`).toBeGreaterThan(0);
    }
  });
});

describe('golden', () => {
  it.each([
    [
      'bars',
      {
        names: models,
        hasOther: true,
        buckets: 14,
        states: { 0: 'partial', 1: 'provisional', 6: 'unknown' },
      },
    ],
    ['line', { buckets: 14, result: { kind: 'level', fn: null }, states: { 0: 'partial', 6: 'unknown' } }],
    [
      'credits',
      { names: ['usage', 'credits'], buckets: 7, point: (series) => (series === 1 ? '-4.5' : undefined) },
    ],
  ] satisfies [string, SampleOptions][])('%s', async (name, options) => {
    await expect(pretty(draw(options))).toMatchFileSnapshot(`__golden__/${name}.html`);
  });

  it('marks', async () => {
    const day = (ago: number) => Math.floor(now.getTime() / 86_400_000) * 86_400 - ago * 86_400;
    const marks = [
      { at: day(10), label: '2.0', weight: 2 },
      { at: day(9), label: '2.1', weight: 1 },
      { at: day(1), label: '2.2', weight: 1 },
    ];
    const html = draw(
      {
        buckets: 14,
        result: { unit: count('downloads') },
        states: { 0: 'partial', 5: 'unknown', 6: 'unknown', 9: 'incomplete' },
      },
      {
        kind: 'line',
        marks,
        holeLabel: 'no data at npm',
        head: <h2>Downloads</h2>,
      },
    );
    await expect(pretty(html)).toMatchFileSnapshot('__golden__/marks.html');
  });

  it('sparkline', async () => {
    const result = sampleResult({ states: { 0: 'partial', 9: 'unknown' } });
    const html = String(
      <Sparkline
        points={result.series[0]?.points ?? []}
        states={result.buckets.map((bucket) => bucket.state)}
      />,
    );
    await expect(pretty(html)).toMatchFileSnapshot('__golden__/sparkline.html');
  });
});
