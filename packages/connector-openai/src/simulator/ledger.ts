import { createCostBook } from './cost-lines.ts';
import { costFacts } from './costs.ts';
import type { FactTable } from './fact-table.ts';
import { FactTableBuilder } from './fact-table.ts';
import { usageFacts } from './facts.ts';
import type { EndpointName, SimulatorSwitches } from './options.ts';
import type { SeriesDimensions } from './shape.ts';
import type { World } from './world.ts';

/** Facts kept in memory, over all endpoints and days (about 100 bytes each). */
const maximumFacts = 400_000;

/** The facts of the whole world, made when asked for and kept for a while. */
export interface Ledger {
  readonly world: World;
  /** First day that holds data. */
  readonly firstDay: number;
  facts(endpoint: EndpointName, day: number): FactTable;
  series(endpoint: EndpointName): SeriesDimensions;
  /** `quantity_unit` of a line item, or null. */
  quantityUnit(lineItem: string): string | null;
  /** Forgets everything made; needed when switches that decide facts change. */
  forget(): void;
}

/** Opens the ledger of a world. */
export function createLedger(world: World, firstDay: number, switches: () => SimulatorSwitches): Ledger {
  const cache = new Map<string, FactTable>();
  let held = 0;
  let book: ReturnType<typeof createCostBook> | undefined;
  const costBook = () => {
    book ??= createCostBook(world);
    return book;
  };
  const empty = new FactTableBuilder(0).finish();

  function make(endpoint: EndpointName, day: number): FactTable {
    const { usageRevisionDays, costRevisionDays, currencyMix, billingErrors } = switches();
    if (endpoint !== 'costs') return usageFacts(world, endpoint, day, usageRevisionDays);
    return costFacts({
      seed: world.seed,
      day,
      book: costBook(),
      usage: (name) => facts(name, day),
      revisionDays: costRevisionDays,
      hasEuros: currencyMix,
      hasBillingErrors: billingErrors,
    });
  }

  function facts(endpoint: EndpointName, day: number): FactTable {
    if (day < firstDay) return empty;
    const key = `${endpoint} ${day}`;
    const known = cache.get(key);
    if (known !== undefined) {
      cache.delete(key);
      cache.set(key, known);
      return known;
    }
    const made = make(endpoint, day);
    cache.set(key, made);
    held += made.count;
    for (const [oldest, table] of cache) {
      if (held <= maximumFacts || oldest === key) break;
      cache.delete(oldest);
      held -= table.count;
    }
    return made;
  }

  return {
    world,
    firstDay,
    facts,
    series(endpoint) {
      if (endpoint === 'costs') return costBook().series;
      if (endpoint === 'vector_stores') return world.storage.map((storage) => [storage.projectId]);
      return (world.workloads[endpoint] ?? []).map((workload) => workload.dimensions);
    },
    quantityUnit: (lineItem) => costBook().units.get(lineItem) ?? null,
    forget() {
      cache.clear();
      held = 0;
    },
  };
}
