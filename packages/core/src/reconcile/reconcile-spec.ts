/** Where a source's costs are, and how they are split. */
export interface ReconcileCosts {
  readonly resource: string;
  /** The dimension that says what was charged for. */
  readonly lineItem: string;
  /** The dimension that is empty where the organization as a whole is charged. */
  readonly project: string;
  /** The measure of money, and the one currency that it is in. */
  readonly amount: string;
  readonly currency: { readonly dimension: string; readonly value: string };
  /** The measure that holds amounts of other currencies, where the resource has it. */
  readonly otherAmount: string;
  /** The measure of how much was charged for, and the dimension that says in which unit. */
  readonly quantity: string;
  readonly quantityUnit: string;
}

/** A resource of usage that costs are set beside. */
export interface ReconcileUsage {
  readonly resource: string;
  /** The dimension that names the model; null where the source charges for the endpoint as a whole. */
  readonly model: string | null;
  /** The measures of which there is usage if any is above zero, the most telling first. */
  readonly measures: readonly string[];
  /** The source does not charge for it: usage without a cost is as it should be. */
  readonly isFree?: true;
}

/** What a line item charges for. */
export type LineItemMeaning =
  | {
      readonly kind: 'usage';
      readonly resource: string;
      /** As `modelOf` gives it; null where the line item names no model. */
      readonly model: string | null;
      /** The measure that it charges for and nothing else does: the quantity where a row carries none. */
      readonly measure?: string;
    }
  /** No usage leads to it: a tax, a commitment, an adjustment. `what` names it for people, in lower case. */
  | { readonly kind: 'alone'; readonly what: string };

/** How the costs of a source are set beside its usage. They are never added. */
export interface ReconcileSpec {
  readonly costs: ReconcileCosts;
  readonly usage: readonly ReconcileUsage[];
  /** The name under which a model of costs and one of usage are the same: without its date, for one. */
  modelOf(model: string): string;
  /** Undefined for a line item that is not known: a cost without a known usage. */
  explain(lineItem: string): LineItemMeaning | undefined;
}
