import { fromNumber, type Stamp as StampData, usd } from '@shipstats/core';
import { describe, expect, it } from 'vitest';
import { Meter } from '../chart/meter.tsx';
import { RankedBars } from '../chart/ranked-bars.tsx';
import { SAMPLE_NOW as now, sampleResult, sampleStamp } from '../chart/sample-result.ts';
import { comparisonName, Delta, ResultDelta } from './delta.tsx';
import { Gallery } from './gallery.tsx';
import { Layout } from './layout.tsx';
import { Stamp } from './stamp.tsx';
import { pipState, sourceName } from './stamp-words.ts';
import { StatTile } from './stat-tile.tsx';

const stamp = (changes: Partial<StampData> = {}): StampData =>
  sampleStamp([], { through: '2026-11-22', partial: true, ...changes });

/** What a person reads: without tags, tooltips and runs of space. */
const text = (html: unknown) =>
  String(html)
    .replace(/<title>.*?<\/title>/g, '')
    .replace(/<[^>]+>/g, '')
    .replaceAll('&#39;', "'")
    .replace(/\s+/g, ' ')
    .trim();

describe('the name of a source', () => {
  it.each([
    ['OpenAI', 'OpenAI costs', 'OpenAI costs'],
    ['Work', 'OpenAI costs', 'Work OpenAI costs'],
    ['Work', 'API keys', 'Work API keys'],
    ['Work', 'Pull requests', 'Work pull requests'],
  ])('%s and %s make %s', (title, resource, name) => {
    const { source } = stamp();
    expect(sourceName(stamp({ source: { ...source, title, resource } }))).toBe(name);
  });
});

describe('Stamp', () => {
  it('says source, age, last day and what is not certain, in the same short words everywhere', () => {
    expect(text(<Stamp now={now} stamps={[stamp({ provisionalBuckets: 3, unknownBuckets: 2 })]} />)).toBe(
      'OpenAI costs · 4 min ago · through today, partial · 3 days provisional · 2 days unknown',
    );
    expect(text(<Stamp now={now} stamps={[stamp({ through: '2026-11-21', partial: false })]} />)).toBe(
      'OpenAI costs · 4 min ago · through yesterday',
    );
    expect(
      text(<Stamp now={now} stamps={[stamp({ syncedAt: null, through: null, partial: false })]} />),
    ).toBe('OpenAI costs · never synced');
  });

  it('marks what the simulator made', () => {
    expect(text(<Stamp now={now} stamps={[stamp({ synthetic: true })]} />)).toMatch(/ · synthetic$/);
  });

  it('names every source and speaks for the worst', () => {
    const usage = stamp({ source: { ...stamp().source, resource: 'Usage' }, error: 'HTTP 500', stale: true });
    expect(text(<Stamp now={now} stamps={[stamp(), usage]} />)).toMatch(
      /^OpenAI costs \+ OpenAI usage · .*failed/,
    );
  });

  it('gives moments and days to machines too', () => {
    const html = String(<Stamp now={now} stamps={[stamp()]} />);
    expect(html).toContain('<time datetime="2026-11-22T10:00:00Z" title="2026-11-22 10:00 UTC">');
    expect(html).toContain('<time datetime="2026-11-22">today</time>');
  });

  it('shows the worst state that is true', () => {
    expect(pipState(stamp({ partial: false }))).toBe('complete');
    expect(pipState(stamp({ partial: false, provisionalBuckets: 1 }))).toBe('provisional');
    expect(pipState(stamp({ provisionalBuckets: 1 }))).toBe('partial');
    expect(pipState(stamp({ stale: true }))).toBe('stale');
    expect(pipState(stamp({ incompleteBuckets: 1, stale: true }))).toBe('incomplete');
    expect(pipState(stamp({ unknownBuckets: 1, incompleteBuckets: 1 }))).toBe('unknown');
    expect(pipState(stamp({ syncedAt: null, unknownBuckets: 1 }))).toBe('never');
    expect(pipState(stamp({ error: 'HTTP 500' }))).toBe('failed');
  });
});

describe('Delta', () => {
  const delta = (moreIs: 'better' | 'worse' | 'neutral') =>
    String(
      <Delta
        before={fromNumber(2423.1)}
        after={fromNumber(2723.59)}
        unit={usd}
        moreIs={moreIs}
        against="the 30 days before"
      />,
    );

  it('says what it is a change of', () => {
    expect(text(delta('worse'))).toBe('+12.4% on the 30 days before ($2,423.10)');
  });

  it('is coloured only where more is better or worse', () => {
    expect(delta('worse')).toContain('class="worse"');
    expect(delta('better')).toContain('class="better"');
    expect(delta('neutral')).not.toMatch(/better|worse/);
  });

  it('does not compare with days that were never read', () => {
    const result = sampleResult();
    const comparison = result.comparison && {
      ...result.comparison,
      unknownBuckets: 4,
      obstacle: 'gaps-before' as const,
    };
    expect(text(<ResultDelta result={{ ...result, comparison }} />)).toBe(
      'no comparison: 4 of the 30 days before are not wholly known',
    );
  });

  it('names the window before by its length, or by its days where the length differs', () => {
    const day = 86_400;
    expect(comparisonName({ start: 30 * day, end: 60 * day }, { start: 0, end: 30 * day })).toBe(
      'the 30 days before',
    );
    expect(comparisonName({ start: day, end: 2 * day }, { start: 0, end: day })).toBe('the day before');
    expect(comparisonName({ start: 31 * day, end: 50 * day }, { start: 0, end: 19 * day })).toBe(
      '1 Jan – 19 Jan 1970',
    );
  });
});

describe('StatTile', () => {
  it('sets cents small', () => {
    const html = String(<StatTile title="Spend" result={sampleResult()} now={now} />);
    expect(html).toContain('<data value="1713.97487" title="$1,713.97487">$1,713<small>.97</small></data>');
  });

  it('says unknown instead of zero', () => {
    const html = String(<StatTile title="Spend" result={{ ...sampleResult(), value: null }} now={now} />);
    expect(text(html)).toMatch(/^Spendunknown/);
  });
});

describe('Meter', () => {
  it('grows its scale when the limit is passed', () => {
    const html = String(
      <Meter
        label="Budget"
        value={fromNumber(150)}
        limit={fromNumber(100)}
        unit={usd}
        forecast={fromNumber(200)}
        by="30 Nov"
      />,
    );
    expect(html).toContain('class="used over" y="4" width="75%"');
    expect(html).toContain('<line class="limit" x1="50%"');
    expect(text(html)).toBe('150% of $100, on pace for $200.00 by 30 Nov');
  });
});

describe('RankedBars', () => {
  it('gives each row its number, share and change', () => {
    const result = sampleResult({ names: ['gpt-5', 'other'], hasOther: true });
    const html = String(
      <RankedBars id="r" title="Spend" result={result} now={now} rowHref={(one) => `/m?model=${one.key}`} />,
    );
    expect(html).toContain('<a href="/m?model=gpt-5">gpt-5</a>');
    expect(text(html)).toMatch(/gpt-5\$1,713\.9769%\+25\.0%/);
    expect(text(html)).toContain('other (8)');
  });

  it('does not call a small share none', () => {
    const result = sampleResult({ names: ['gpt-5', 'other'], hasOther: true });
    const [first, ...others] = result.series;
    if (first === undefined) throw new Error('The sample has a series.');
    const small = { ...first, value: fromNumber(0.01) };
    const html = String(
      <RankedBars id="r" title="Spend" result={{ ...result, series: [small, ...others] }} now={now} />,
    );
    expect(text(html)).toContain('gpt-5$0.01&lt;1%');
  });
});

describe('Layout', () => {
  const page = (synthetic: boolean) =>
    String(
      <Layout
        title="AI <b>"
        description="d"
        section="metrics"
        version="0.1.0"
        dataLabel=".shipstats/"
        assets={{ styles: 'a{color:red}', script: '/a.js' }}
        synthetic={synthetic}
      >
        <p>content</p>
      </Layout>,
    );

  it('is a whole document with a skip link, one main part and the current section marked', () => {
    const html = page(false);
    expect(html).toMatch(/^<!doctype html><html lang="en">/i);
    expect(html).toContain('<title>AI &lt;b&gt; · Shipstats</title>');
    expect(html).toContain('<a href="/metrics" aria-current="page">');
    expect(html).toMatch(/class="skip" href="#main"/);
    expect(html.match(/<main/g)).toHaveLength(1);
    expect(html).toContain('<style>a{color:red}</style>');
  });

  it('marks synthetic data on the page', () => {
    expect(page(true)).toContain('Synthetic data.');
    expect(page(false)).not.toContain('Synthetic');
  });
});

describe('Gallery', () => {
  it('needs no inline style or script, and no id twice', () => {
    const html = String(<Gallery assets={{ styles: '' }} />);
    expect(html).not.toMatch(/\sstyle="|<style|<script(?! type="module" src)|\son\w+="/);
    const ids = [...html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
