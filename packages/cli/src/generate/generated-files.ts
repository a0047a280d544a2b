import { builtInDefinitions } from '../load-config.ts';
import { generateApiPage } from './api-page.ts';
import { generateBuiltInMetrics } from './built-in-metrics.ts';
import { generateCliPage } from './cli-page.ts';
import { generateConfigurationPage } from './configuration-page.ts';
import { generateMetricsPage } from './metrics-page.ts';

/** Every file that is made from code and kept in the repository, by its path there. */
export async function generateFiles(): Promise<Readonly<Record<string, string>>> {
  return {
    'packages/core/src/config/built-in-metrics.ts': generateBuiltInMetrics(builtInDefinitions),
    'docs/reference/configuration.md': generateConfigurationPage(builtInDefinitions),
    'docs/reference/metrics.md': generateMetricsPage(builtInDefinitions),
    'docs/reference/cli.md': generateCliPage(),
    'docs/reference/api.md': await generateApiPage(),
  };
}
