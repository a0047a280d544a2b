export * from './chart-model.ts';
export * from './data-table.tsx';
export * from './meter.tsx';
export * from './palette.ts';
export * from './ranked-bars.tsx';
export * from './sparkline.tsx';
export * from './time-ticks.ts';
export * from './timeseries-chart.tsx';
