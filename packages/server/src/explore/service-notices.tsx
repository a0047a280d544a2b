import { formatAgo, toUnixSeconds } from '@shipstats/core';
import type { ServiceName } from '@shipstats/registry';
import type { AppContext } from '../app-context.ts';
import { Notice } from '../ui/index.ts';

export interface ServiceNoticesProps {
  /** Those that the page needs. */
  readonly services: readonly ServiceName[];
  readonly context: Pick<AppContext, 'explore' | 'clock'>;
  /** Counts of packages on the page are on their way. */
  readonly isReading?: boolean;
}

/** What a page could not get, said plainly above what it has. */
export function ServiceNotices({ services, context, isReading = false }: ServiceNoticesProps) {
  const states = services
    .flatMap((service) => context.explore.services().filter((state) => state.service === service))
    .filter(({ status }) => status === 'failing' || status === 'limited' || status === 'off');
  const now = toUnixSeconds(context.clock());
  const isLimited = states.some(({ service }) => service === 'downloads');
  return (
    <>
      {states.map((state) => (
        <Notice kind="warn" title={state.message ?? `npm’s ${state.service} service is not answering.`}>
          <p>
            {state.answeredAt === null
              ? 'It has not answered yet: what is shown is from elsewhere, or unknown.'
              : `It last answered ${formatAgo(Math.floor(Date.parse(state.answeredAt) / 1000), now)}; what it said until then is shown, the rest is unknown.`}
          </p>
        </Notice>
      ))}
      {isReading && !isLimited ? (
        <Notice kind="info" title="Counts are being read from npm">
          <p>
            At the pace that npm allows. What is not there yet is unknown, not zero; the page looks again by
            itself.
          </p>
        </Notice>
      ) : null}
    </>
  );
}
