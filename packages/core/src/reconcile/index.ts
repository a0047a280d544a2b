export {
  type ImpliedPrice,
  PRICE_RULE,
  type PriceJump,
  perUnit,
} from './implied-price.ts';
export * from './read-reconcile.ts';
export * from './reconcile.ts';
export * from './reconcile-spec.ts';
export * from './report.ts';
export * from './report-json.ts';
export * from './words.ts';
