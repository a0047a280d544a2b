import type { AggregatedRow } from './aggregate.ts';
import { writeAmount } from './decimal.ts';
import type { Endpoint } from './endpoints.ts';
import type { SimulatorSwitches } from './options.ts';
import type { Shape } from './shape.ts';
import type { World } from './world.ts';

/** What writing a bucket needs besides its rows. */
export interface WriteContext {
  readonly endpoint: Endpoint;
  readonly groupBy: readonly string[];
  readonly switches: SimulatorSwitches;
  readonly world: World;
  readonly quantityUnit: (lineItem: string) => string | null;
  /** JSON of the dimensions by group, filled as it is needed: the same for every bucket of a shape. */
  readonly dimensionTexts: (string | undefined)[];
}

/** Unix seconds → `2026-08-10T00:00:00+00:00`, as captured. */
function isoSeconds(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', '+00:00');
}

/** JSON text of one bucket. Written by hand, since `JSON.stringify` cannot keep exact decimals. */
export function writeBucket(
  start: number,
  end: number,
  rows: readonly string[],
  switches: SimulatorSwitches,
): string {
  const iso = switches.wireExtras
    ? `"start_time_iso":"${isoSeconds(start)}","end_time_iso":"${isoSeconds(end)}",`
    : '';
  return `{"object":"bucket","start_time":${start},"end_time":${end},${iso}"results":[${rows.join(',')}]}`;
}

/** JSON texts of a bucket's rows. */
export function writeRows(
  rows: readonly AggregatedRow[],
  shape: Shape,
  start: number,
  context: WriteContext,
): string[] {
  const texts =
    context.endpoint.name === 'costs'
      ? rows.flatMap((row) => split(row, context).map((part) => writeCost(part, shape, start, context)))
      : usageRows(rows, shape, context);
  if (context.switches.newObjectType && texts.length > 0) {
    texts.push(
      '{"object":"organization.usage.videos.result","seconds":12,"num_model_requests":3,"project_id":null}',
    );
  }
  return texts;
}

function usageRows(rows: readonly AggregatedRow[], shape: Shape, context: WriteContext): string[] {
  const { endpoint, groupBy } = context;
  const names = endpoint.measures.map((measure) => `,"${measure}":`);
  const texts: string[] = [];
  for (const [index, row] of rows.entries()) {
    for (const { values } of index === 0 ? split(row, context) : [row]) {
      let text = `{"object":"${endpoint.object}"`;
      for (let measure = 0; measure < names.length; measure += 1)
        text += (names[measure] ?? '') + values[measure];
      let dimensions = context.dimensionTexts[row.group];
      if (dimensions === undefined) {
        dimensions = writeUsageDimensions(endpoint, groupBy, shape.groups[row.group] ?? []);
        context.dimensionTexts[row.group] = dimensions;
      }
      texts.push(text + dimensions);
    }
  }
  return texts;
}

function writeUsageDimensions(
  endpoint: Endpoint,
  groupBy: readonly string[],
  values: readonly (string | null)[],
): string {
  let text = '';
  for (const dimension of endpoint.dimensions) {
    const at = groupBy.indexOf(dimension);
    const value = at === -1 ? null : (values[at] ?? null);
    const json = dimension === 'batch' && value !== null ? value : JSON.stringify(value);
    text += `,"${dimension}":${json}`;
  }
  return `${text}}`;
}

/** With `duplicateRows`, a row of group 0 is told in two parts that add up to it. */
function split(row: AggregatedRow, { switches }: WriteContext): AggregatedRow[] {
  if (!switches.duplicateRows || row.group > 0) return [row];
  const most = row.values.map((value) => Math.trunc(value * 0.75));
  const rest = row.values.map((value, index) => value - (most[index] ?? 0));
  return [
    { group: row.group, values: most },
    { group: row.group, values: rest },
  ];
}

function writeCost(row: AggregatedRow, shape: Shape, start: number, context: WriteContext): string {
  const { groupBy, switches, world } = context;
  const group = shape.groups[row.group] ?? [];
  const value = (dimension: string): string | null => {
    const at = groupBy.indexOf(dimension);
    return at === -1 ? null : (group[at] ?? null);
  };
  const currency = group[groupBy.length] ?? 'usd';
  const nanos = BigInt(row.values[0] ?? 0);
  const lineItem = value('line_item');
  const project = value('project_id');
  const fields = [
    '"object":"organization.costs.result"',
    `"amount":{"value":${writeAmount(nanos, switches.amounts, `${start} ${group.join('|')}`)},"currency":"${currency}"}`,
    `"line_item":${JSON.stringify(lineItem)}`,
    `"project_id":${JSON.stringify(project)}`,
    `"api_key_id":${JSON.stringify(value('api_key_id'))}`,
    `"quantity":${lineItem === null ? 'null' : String(row.values[1])}`,
    `"quantity_unit":${JSON.stringify(lineItem === null ? null : context.quantityUnit(lineItem))}`,
  ];
  if (switches.wireExtras) {
    const user = value('user_id');
    fields.push(
      `"organization_id":${JSON.stringify(world.organization.id)}`,
      `"organization_name":${JSON.stringify(world.organization.name)}`,
      `"project_name":${JSON.stringify(projectName(world, project, start))}`,
    );
    if (groupBy.includes('user_id')) {
      const email = world.members.find((member) => member.id === user)?.email ?? null;
      fields.push(`"user_id":${JSON.stringify(user)}`, `"user_email":${JSON.stringify(email)}`);
    }
  } else if (groupBy.includes('user_id')) {
    fields.push(`"user_id":${JSON.stringify(value('user_id'))}`);
  }
  return `{${fields.join(',')}}`;
}

/** The name a project had on a day: a renaming does not reach back. */
function projectName(world: World, id: string | null, seconds: number): string | null {
  const project = world.projects.find((each) => each.id === id);
  if (project === undefined) return null;
  const { formerly } = project;
  return formerly !== null && seconds * 1000 < formerly.untilMs ? formerly.name : project.name;
}
