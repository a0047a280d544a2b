/** Placeholder until generated. */
export interface BuiltInMetrics {
  openai: {
    openai_cost_usd: {
      dimension: 'project_id' | 'line_item' | 'organization_id' | 'currency';
      field: 'quantity';
    };
  };
}
