import type { ServiceName } from './service.ts';

const TITLES: Readonly<Record<ServiceName, string>> = {
  registry: 'The npm registry',
  search: "npm's search",
  downloads: "npm's downloads service",
  advisories: "npm's advisory service",
  attestations: "npm's attestations service",
  changes: "npm's change feed",
};

/** What a service is called at the start of a sentence. */
export function serviceTitle(service: ServiceName): string {
  return TITLES[service];
}
