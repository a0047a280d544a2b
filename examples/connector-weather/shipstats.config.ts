import { defineConfig, defineDashboard, secret } from '@shipstats/core';
import { weather } from './weather.ts';

/** Kinds of source beside the built-in ones. */
export const connectorTypes = [weather];

export default defineConfig({
  connectors: [{ name: 'weather', connectorId: 'weather', config: { apiKey: secret('WEATHER_KEY') } }],
  dashboards: {
    weather: defineDashboard({
      widgets: {
        rain: {
          kind: 'timeseries',
          title: 'Rain',
          window: '30d',
          metric: { connector: 'weather', name: 'weather_rain_mm', by: 'station' },
        },
      },
    }),
  },
});
