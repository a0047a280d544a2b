/** The part of JSON Schema that the references use. */
interface JsonSchema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: unknown;
  readonly description?: string;
}

/** What the references need of a zod object: no more, so that this package needs no zod of its own. */
export interface ObjectSchema {
  readonly shape: Readonly<Record<string, { safeParse(value: unknown): { readonly success: boolean } }>>;
  toJSONSchema(options: { readonly io: 'input'; readonly unrepresentable: 'any' }): unknown;
}

export interface Field {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly description: string;
}

/** Lists the fields of an object as its schema describes them. */
export function describeFields(schema: ObjectSchema): readonly Field[] {
  const { properties = {} } = schema.toJSONSchema({ io: 'input', unrepresentable: 'any' }) as JsonSchema; // an object's
  return Object.entries(properties).flatMap(([name, property]) => {
    const description = property.description ?? '';
    const type = describeType(property);
    // Known only to be refused with a better message.
    if (type === 'never' || (type === '' && description === '')) return [];
    const required = schema.shape[name]?.safeParse(undefined).success === false;
    return [{ name, type, required, description }];
  });
}

function describeType(schema: JsonSchema): string {
  if ('const' in schema) return JSON.stringify(schema.const);
  if (schema.enum) {
    const values = schema.enum.map((value) => JSON.stringify(value));
    return values.length > 10 ? `one of ${values.length} names` : values.join(' | ');
  }
  if (schema.anyOf) return [...new Set(schema.anyOf.map(describeType))].filter(Boolean).join(' | ');
  switch (schema.type) {
    case 'string':
      return 'text';
    case 'number':
      return 'number';
    case 'integer':
      return 'whole number';
    case 'boolean':
      return 'true | false';
    case 'null':
      return 'null';
    case 'array': {
      const inner = schema.items ? describeType(schema.items) : '';
      return inner === '' ? 'list' : `list of ${inner.includes(' | ') ? `(${inner})` : inner}`;
    }
    case 'object': {
      const names = Object.keys(schema.properties ?? {});
      return names.length === 0 ? 'object' : `{ ${names.join(', ')} }`;
    }
    default:
      return '';
  }
}
