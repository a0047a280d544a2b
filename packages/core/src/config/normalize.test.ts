import { describe, expect, it } from 'vitest';
import { ConfigError } from '../errors.ts';
import { acme } from '../testing/fake-source.ts';
import { defineConfig, defineDashboard, defineMetric, defineRatio } from './define.ts';
import { normalizeConfig } from './normalize.ts';

const source = { name: 'acme', connectorId: 'acme', config: {} };
const cost = defineMetric({ connector: source, name: 'acme_cost' });
const tokens = defineMetric({ connector: source, name: 'acme_tokens' });

const load = (spec: unknown) => normalizeConfig(spec, { definitions: [acme], source: 'shipstats.config.ts' });
const withWidget = (widget: unknown) => ({
  connectors: [source],
  dashboards: { main: { widgets: { one: widget } } },
});
const widget = (spec: unknown) => load(withWidget(spec)).dashboards[0]?.widgets[0];

function problemsOf(spec: unknown): string[] {
  try {
    load(spec);
  } catch (error) {
    if (error instanceof ConfigError)
      return error.problems.map(({ path, message, hint }) => `${path}: ${message} ${hint ?? ''}`.trim());
    throw error;
  }
  return [];
}

describe('a configuration', () => {
  it('fills in every field', () => {
    const config = load(
      defineConfig({ connectors: [source], dashboards: { ai_costs: defineDashboard({ widgets: {} }) } }),
    );
    expect(config).toMatchObject({
      connectors: [{ name: 'acme', displayName: 'Acme', enabled: true, syncIntervalSeconds: 3600 }],
      dashboards: [{ id: 'ai_costs', title: 'Ai costs', widgets: [] }],
      timeZone: null,
      maxAgeDays: null,
    });
  });

  it('gives a widget’s window to its metrics unless they name one', () => {
    const own = defineMetric({ connector: source, name: 'acme_cost', window: '7d' });
    const stat = widget({ kind: 'stat', title: 'Both', window: 'mtd', metric: [cost, own] });
    expect(stat).toMatchObject({ queries: [{ window: 'mtd', fn: 'sum' }, { window: '7d' }] });
  });

  it('understands the vocabulary of @rawdash/core', () => {
    const metric = {
      connectorId: 'acme',
      shape: 'metric',
      name: 'acme_cost',
      field: 'value',
      fn: 'sum',
      groupBy: { field: 'ts', granularity: 'week' },
      filter: [
        {
          or: [
            { field: 'model', op: 'eq', value: 'a' },
            { field: 'team', op: 'contains', value: 'x' },
          ],
        },
      ],
    };
    const series = widget({
      kind: 'timeseries',
      title: 'T',
      window: '30d',
      granularity: 'day',
      compare: 'previous-period',
      format: { kind: 'currency', currency: 'USD', decimals: 2, compact: true },
      metric: [metric, { ...metric, groupBy: undefined }],
      aggregate: { fn: 'sum', label: 'All' },
    });
    expect(series).toMatchObject({
      kind: 'timeseries',
      queries: [
        {
          kind: 'merged',
          fn: 'sum',
          label: 'All',
          of: [{ bucket: 'week', compare: true, field: null }, { bucket: 'day' }],
        },
      ],
    });
    expect(
      widget({ kind: 'distribution', title: 'D', window: '30d', metric: { ...cost, by: 'model' } }),
    ).toMatchObject({ kind: 'breakdown' });
    expect(
      load({
        connectors: [{ ...source, enabled: false, displayName: 'A', syncIntervalSeconds: 600 }],
        retention: { maxAge: 86_400_000 },
      }),
    ).toMatchObject({ maxAgeDays: 1 });
  });

  it('derives a ratio, and money per million', () => {
    const cached = defineMetric({ connector: source, name: 'acme_tokens', field: 'cached' });
    expect(widget({ kind: 'stat', title: 'Hits', metric: defineRatio(cached, tokens) })).toMatchObject({
      queries: [{ kind: 'derived', unit: { kind: 'ratio' }, per: 1 }],
    });
    expect(
      widget({ kind: 'stat', title: 'Price', metric: defineRatio(cost, tokens, { per: 1_000_000 }) }),
    ).toMatchObject({
      queries: [{ unit: { kind: 'money', currency: 'usd' }, per: 1_000_000 }],
    });
  });

  it('reads a budget exactly', () => {
    expect(widget({ kind: 'stat', title: 'Spend', metric: cost, budget: '500.10' })).toMatchObject({
      budget: { coefficient: 5001n, scale: 1 },
    });
  });

  it('tells every problem at once: where, what, and what was meant', () => {
    const problems = problemsOf({
      connectors: [
        source,
        { name: 'acme', connectorId: 'acne', config: {} },
        { name: 'b', connectorId: 'acme', config: { regoin: 'eu', region: 'uk' } },
      ],
      dashboards: {
        'not ok': { widgets: {} },
        main: {
          widgets: {
            a: { kind: 'stats', title: 'A', metric: cost },
            b: { kind: 'stat', title: 'B', window: 'forever', metric: cost, tilte: 'x' },
            c: { kind: 'timeseries', title: 'C', window: '30d', metric: { ...cost, name: 'acme_cst' } },
            d: {
              kind: 'breakdown',
              title: 'D',
              window: '30d',
              metric: { ...cost, by: 'modle', field: 'cach', fn: 'summ' },
            },
            e: {
              kind: 'breakdown',
              title: 'E',
              window: '30d',
              metric: { ...tokens, by: 'modle', field: 'cach' },
            },
            f: { kind: 'status', title: 'F', source: 'acmee' },
            g: { kind: 'stat', title: 'G', metric: { ...cost, connector: 'acmee' } },
            h: { kind: 'stat', title: 'H' },
          },
        },
      },
      timeZone: 'Mars/Olympus',
      conectors: [],
    });
    expect(problems).toEqual([
      'conectors: is not known here. Did you mean "connectors"?',
      'connectors[1].name: "acme" is used twice. Each name must be unique.',
      'connectors[1].connectorId: there is no connector "acne". Did you mean "acme"?',
      'connectors[2].config.region: "uk" is not valid. Valid: eu, us.',
      'connectors[2].config.regoin: is not known here. Did you mean "region"?',
      'dashboards.not ok: the name goes into an address: use letters, digits, hyphens and underscores.',
      'dashboards.main.widgets.a.kind: "stats" is not a kind of widget. Did you mean "stat"?',
      expect.stringContaining('dashboards.main.widgets.b.window: not a window: "forever".'),
      'dashboards.main.widgets.b.tilte: is not known here. Did you mean "title"?',
      'dashboards.main.widgets.c.metric.name: acme has no metric "acme_cst". Did you mean "acme_cost"?',
      'dashboards.main.widgets.d.metric.fn: "summ" is not valid. Did you mean "sum"?',
      'dashboards.main.widgets.e.metric.field: acme_tokens has no field "cach". Did you mean "cached"?',
      'dashboards.main.widgets.e.metric.by: acme_tokens has no dimension "modle". Did you mean "model"?',
      'dashboards.main.widgets.f.source: there is no connector named "acmee" in "connectors". Did you mean "acme"?',
      'dashboards.main.widgets.g.metric.connector: there is no connector named "acmee" in "connectors". Did you mean "acme"?',
      'dashboards.main.widgets.h.metric: is missing.',
      'timeZone: "Mars/Olympus" is not a time zone. Use a name such as Europe/Berlin.',
    ]);
  });

  it('refuses hours of a daily source and sums of a level', () => {
    expect(
      problemsOf(
        withWidget({ kind: 'timeseries', title: 'T', window: '7d', granularity: 'hour', metric: cost }),
      ),
    ).toEqual([
      'dashboards.main.widgets.one.metric.bucket: acme_cost is daily: it has no hours. Use day, week or month.',
    ]);
    const bytes = { connector: 'acme', name: 'acme_bytes', fn: 'sum' };
    expect(problemsOf(withWidget({ kind: 'stat', title: 'T', metric: bytes }))[0]).toContain(
      'does not add up',
    );
  });

  it.each([undefined, null, 42, 'x', []])('refuses %j as a whole', (spec) => {
    expect(problemsOf(spec).length).toBeGreaterThan(0);
  });

  it('names the file and the number of problems first', () => {
    expect(() => load({})).toThrow(/^shipstats\.config\.ts: 1 problem\n {2}- connectors: is missing/);
  });
});
