import { describe, expect, it } from 'vitest';
import { ConfigError } from '../errors.ts';
import { secret } from '../secret.ts';
import { acme } from '../testing/fake-source.ts';
import { defineConfig, defineDashboard, defineDifference, defineMetric, defineRatio } from './define.ts';
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
      metric: [metric, { ...metric, groupBy: { ...metric.groupBy, field: 'time' } }],
      aggregate: { fn: 'sum', label: 'All' },
    });
    expect(series).toMatchObject({
      kind: 'timeseries',
      queries: [
        {
          kind: 'merged',
          fn: 'sum',
          label: 'All',
          of: [{ bucket: 'week', compare: true, field: null }, { bucket: 'week' }],
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
        { name: 'c', connectorId: 'acme', confg: {} },
        { name: 'd', connectorId: 'acne' },
        { name: 'e e', connectorId: 'acme' },
        {
          name: 'f',
          connectorId: 'acme',
          config: { key: secret('sk-admin-1'), keys: [{ a: secret('sk-2') }] },
        },
        { name: 'g', connectorId: 'acme', config: { key: { secret: 'sk-admin-3' } }, enabled: 'yes' },
      ],
      dashboards: {
        'not ok': { widgets: {} },
        typo: {
          titel: 'x',
          widgets: { a: { kind: 'stat', title: 'A', metric: { ...cost, name: 'acme_cst' } } },
        },
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
            i: {
              kind: 'breakdown',
              tilte: 'I',
              window: '30d',
              metric: { ...cost, nmae: 'x', name: 'acme_cst' },
            },
            j: { kind: 'status', title: 'J', tilte: 'x', source: ['acmee', 'd'] },
            k: { kind: 'stat', title: 'K', metric: { ...cost, connector: 'c', by: 'modle' } },
            l: { kind: 'stat', title: 'L', metric: { ...cost, connector: 'd' } },
            m: { kind: 'stat', title: 'M', metric: { ...cost, connector: 'e e' } },
            n: { kind: 'stat', title: 'N', metric: { name: 'acme_cost', connector: 5 } },
            o: {
              kind: 'stat',
              title: 'O',
              metric: { ...defineRatio(cost, { ...tokens, by: 'modle' }), lable: 'x' },
            },
            p: { kind: 'stat', title: 'P', metric: [cost, tokens], aggregate: { fn: 'sum' } },
          },
        },
      },
      timeZone: 'Mars/Olympus',
      conectors: [],
    });
    const notAName =
      'secret() takes the name of an environment variable, not the key itself. Put the key into the environment or ' +
      'into .env, and write the name it has there (letters, digits, underscores).';
    expect(problems.join()).not.toContain('sk-');
    expect(problems).toEqual([
      'conectors: is not known here. Did you mean "connectors"?',
      'connectors[1].name: "acme" is used twice. Each name must be unique.',
      'connectors[1].connectorId: there is no connector "acne". Did you mean "acme"?',
      'connectors[2].config.region: "uk" is not valid. Valid: eu, us.',
      'connectors[2].config.regoin: is not known here. Did you mean "region"?',
      'connectors[3].confg: is not known here. Did you mean "config"?',
      'connectors[4].connectorId: there is no connector "acne". Did you mean "acme"?',
      'connectors[5].name: "e e" is not valid: it must be letters, digits, hyphens and underscores, 64 at most.',
      `connectors[6].config.key: ${notAName}`,
      `connectors[6].config.keys[0].a: ${notAName}`,
      'connectors[6].config.key: is not known here. Valid: region.',
      'connectors[6].config.keys: is not known here. Valid: region.',
      'connectors[7].enabled: must be true or false, not "yes".',
      `connectors[7].config.key: ${notAName}`,
      'connectors[7].config.key: is not known here. Valid: region.',
      'dashboards.not ok: the name goes into an address: use letters, digits, hyphens and underscores.',
      'dashboards.typo.titel: is not known here. Did you mean "title"?',
      'dashboards.typo.widgets.a.metric.name: acme has no metric "acme_cst". Did you mean "acme_cost"?',
      'dashboards.main.widgets.a.kind: "stats" is not a kind of widget. Did you mean "stat"?',
      expect.stringContaining('dashboards.main.widgets.b.window: not a window: "forever".'),
      'dashboards.main.widgets.b.tilte: is not known here. Did you mean "title"?',
      'dashboards.main.widgets.c.metric.name: acme has no metric "acme_cst". Did you mean "acme_cost"?',
      'dashboards.main.widgets.d.metric.fn: "summ" is not valid. Did you mean "sum"?',
      'dashboards.main.widgets.d.metric.field: acme_cost has no field "cach". Valid: value, quantity.',
      'dashboards.main.widgets.d.metric.by: acme_cost has no dimension "modle". Did you mean "model"?',
      'dashboards.main.widgets.e.metric.field: acme_tokens has no field "cach". Did you mean "cached"?',
      'dashboards.main.widgets.e.metric.by: acme_tokens has no dimension "modle". Did you mean "model"?',
      'dashboards.main.widgets.f.source: there is no connector named "acmee" in "connectors". Did you mean "acme"?',
      'dashboards.main.widgets.g.metric.connector: there is no connector named "acmee" in "connectors". Did you mean "acme"?',
      'dashboards.main.widgets.h.metric: is missing.',
      'dashboards.main.widgets.i.title: is missing (a text).',
      'dashboards.main.widgets.i.tilte: is not known here. Did you mean "title"?',
      'dashboards.main.widgets.i.metric.nmae: is not known here. Did you mean "name"?',
      'dashboards.main.widgets.i.metric.name: acme has no metric "acme_cst". Did you mean "acme_cost"?',
      'dashboards.main.widgets.j.tilte: is not known here. Did you mean "title"?',
      'dashboards.main.widgets.j.source: there is no connector named "acmee" in "connectors". Did you mean "acme"?',
      'dashboards.main.widgets.k.metric.by: acme_cost has no dimension "modle". Did you mean "model"?',
      'dashboards.main.widgets.n.metric.connector: 5 is not valid.',
      'dashboards.main.widgets.o.metric.lable: is not known here. Did you mean "label"?',
      'dashboards.main.widgets.o.metric.right.by: acme_tokens has no dimension "modle". Did you mean "model"?',
      'dashboards.main.widgets.p.aggregate: acme_cost (usd) and acme_tokens (tokens) cannot be merged: their units differ.',
      'timeZone: "Mars/Olympus" is not a time zone. Use a name such as Europe/Berlin.',
    ]);
  });

  it('wants one window, bucket and split of metrics that become one number', () => {
    const same = 'they must be the same to become one number. Name it at the widget, or at both.';
    const weekly = { ...tokens, window: '7d', bucket: 'week', by: 'model' } as const;
    expect(problemsOf(withWidget({ kind: 'stat', title: 'R', metric: defineRatio(cost, weekly) }))).toEqual([
      `dashboards.main.widgets.one.metric.right.window: acme_tokens has "7d", acme_cost has "30d": ${same}`,
      `dashboards.main.widgets.one.metric.right.bucket: acme_tokens has "week", acme_cost has "none": ${same}`,
      `dashboards.main.widgets.one.metric.right.by: acme_tokens has ["model"], acme_cost has []: ${same}`,
    ]);
    const merged = { kind: 'stat', title: 'M', metric: [tokens, weekly], aggregate: { fn: 'sum' } };
    expect(problemsOf(withWidget(merged))[0]).toBe(
      `dashboards.main.widgets.one.metric[1].window: metric[1] has "7d", metric[0] has "30d": ${same}`,
    );
    const alike = defineDifference(
      { ...tokens, window: ' MTD ' },
      { ...tokens, window: 'mtd', field: 'cached' },
    );
    expect(problemsOf(withWidget({ kind: 'stat', title: 'D', metric: alike }))).toEqual([]);
    // What the two would have had is not known where the widget's own is wrong.
    const wrong = {
      kind: 'stat',
      title: 'W',
      window: '7 d',
      metric: defineRatio(cost, { ...tokens, window: '7d' }),
    };
    expect(problemsOf(withWidget(wrong))).toHaveLength(1);
  });

  it('chooses the series of a derived metric on its left side', () => {
    const ratio = defineRatio({ ...cost, by: 'model', top: 3 }, { ...tokens, by: 'model', top: 5 });
    expect(widget({ kind: 'table', title: 'T', window: '30d', metric: ratio })).toMatchObject({
      queries: [{ left: { top: 3 }, right: { top: null } }],
    });
  });

  it('takes the name of a connector for the connector, and tells where one is missing', () => {
    const named = defineMetric({ connector: 'acme', name: 'acme_cost' });
    expect(widget({ kind: 'stat', title: 'N', metric: named })).toMatchObject({
      queries: [{ connector: 'acme', metric: 'acme_cost' }],
    });
    for (const connector of [undefined, null]) {
      // @ts-expect-error as JavaScript may call it
      const metric = defineMetric({ connector, name: 'acme_cost' });
      expect(problemsOf(withWidget({ kind: 'stat', title: 'N', metric }))).toEqual([
        expect.stringMatching(
          /^dashboards\.main\.widgets\.one\.metric\.connector: is (missing|not valid)|null/,
        ),
      ]);
    }
  });

  it('leaves the search index alone unless it is told to keep it up to date', () => {
    const of = (searchIndex?: object) =>
      normalizeConfig(
        { connectors: [], ...(searchIndex && { searchIndex }) },
        { definitions: [], source: 'test' },
      ).searchIndex;
    expect(of()).toEqual({ followChanges: false, enrich: false });
    expect(of({ enrich: true })).toEqual({ followChanges: false, enrich: true });
    expect(problemsOf({ connectors: [], searchIndex: { follow: true } })).toEqual([
      expect.stringContaining('follow'),
    ]);
  });

  it('tells of a retention that starts in the future', () => {
    expect(problemsOf({ connectors: [], retention: { maxAge: '2999-01-01..' } })).toEqual([
      'retention.maxAge: not a window: it starts in the future (2999-01-01).',
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

  it('tells what else is wrong with a widget of a misspelt kind', () => {
    const problems = problemsOf(
      withWidget({ kind: 'statt', title: 'T', window: '30q', metric: { ...cost, name: 'acme_cst' } }),
    );
    expect(
      problems.map((problem) => problem.split(':')[0]?.replace('dashboards.main.widgets.one.', '')),
    ).toEqual(['kind', 'window', 'metric.name']);
  });

  it('names the file and the number of problems first', () => {
    expect(() => load({})).toThrow(/^shipstats\.config\.ts: 1 problem\n {2}- connectors: is missing/);
  });
});
