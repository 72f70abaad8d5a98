type Inner<T> = NonNullable<T>;

/** Every way into a value, in dots: "contact.phone", "children.0.grade". */
export type Path<T> =
  Inner<T> extends readonly (infer I)[]
    ? `${number}` | (I extends object ? `${number}.${Path<I>}` : never)
    : Inner<T> extends object
      ? {
          [K in keyof Inner<T> & string]: Inner<Inner<T>[K]> extends object
            ? K | `${K}.${Path<Inner<T>[K]>}`
            : K;
        }[keyof Inner<T> & string]
      : never;

/** What stands at a path. */
export type At<T, P extends string> = P extends `${infer K}.${infer Rest}`
  ? At<Step<T, K>, Rest>
  : Step<T, P>;

type Step<T, K extends string> =
  Inner<T> extends readonly (infer I)[] ? I : K extends keyof Inner<T> ? Inner<T>[K] : never;

/** What stands at a path of a value. */
export const valueAt = (value: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], value);
