/** A piece of values.schema.json; every piece says what it is for and what it is when nobody says. */
export type Schema = {
  type?: string | string[];
  description?: string;
  default?: unknown;
  properties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  items?: Schema;
  [keyword: string]: unknown;
};

type More = Record<string, unknown>;

export const text = (description: string, value = '', more: More = {}): Schema => ({
  type: 'string',
  description,
  default: value,
  ...more,
});

/** One of a few words. */
export const word = (description: string, words: readonly string[], value: string): Schema =>
  text(description, value, { enum: words });

export const yes = (description: string, value: boolean): Schema => ({
  type: 'boolean',
  description,
  default: value,
});

export const count = (description: string, value: number, more: More = {}): Schema => ({
  type: 'integer',
  minimum: 0,
  description,
  default: value,
  ...more,
});

/** Exactly these keys. */
export const group = (
  description: string,
  properties: Record<string, Schema>,
  more: More = {},
): Schema => ({
  type: 'object',
  description,
  additionalProperties: false,
  properties,
  ...more,
});

/** Keys of the reader's own, all with values of one kind. */
export const map = (description: string, of: Schema, more: More = {}): Schema => ({
  type: 'object',
  description,
  default: {},
  additionalProperties: of,
  ...more,
});

export const list = (description: string, items: Schema, value: unknown[] = []): Schema => ({
  type: 'array',
  description,
  default: value,
  items,
});

/** What Kubernetes knows better than we: handed on as it is, checked by the API server. */
export const asIs = (description: string, type: 'object' | 'array'): Schema => ({
  type,
  description,
  default: type === 'array' ? [] : {},
});

export const NAME = '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$';
export const OPTIONAL_NAME = '^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)?$';
export const QUANTITY = '^[0-9]+(\\.[0-9]+)?(m|k|Ki|M|Mi|G|Gi|T|Ti)?$';
const CIDR = '^[0-9a-fA-F.:]+/[0-9]{1,3}$';
const IMAGE = '^[a-z0-9]+([._/:-][a-z0-9]+)*$';

export const cidrs = (what: string): Schema =>
  list(`networks of ${what}, when it is outside the cluster: nothing else is reachable`, {
    type: 'string',
    pattern: CIDR,
  });

/** An image by its name, and a tag or, better, a digest. */
export const image = (repository: string, tag: string): Schema =>
  group('which image', {
    repository: text('without its tag', repository, { pattern: `${IMAGE}|^$` }),
    tag: text('ignored where a digest is given; `latest` is refused', tag, {
      pattern: '^[A-Za-z0-9_.-]{0,128}$',
      not: { const: 'latest' },
    }),
    digest: text('sha256:..., and nothing else is run', '', {
      pattern: '^(sha256:[0-9a-f]{64})?$',
    }),
  });

export const resources = (cpu: string, memory: string, limit: string): Schema =>
  group('what is asked for, and what is the most', {
    cpu: text('of a core; no limit is set: throttling costs more than it saves', cpu, {
      pattern: QUANTITY,
    }),
    memory: text('asked for', memory, { pattern: QUANTITY }),
    memoryLimit: text('the most: over it the process is ended', limit, { pattern: QUANTITY }),
  });
