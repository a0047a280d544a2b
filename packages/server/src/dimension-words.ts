/** What a dimension splits by, in words: `project_id` by project, `api_key_id` by API key. */
export function dimensionWords(dimension: string): string {
  return dimension
    .replace(/_id$/, '')
    .replaceAll('_', ' ')
    .replace(/^api\b/, 'API');
}
