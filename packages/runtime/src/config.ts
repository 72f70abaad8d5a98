import { z } from 'zod';

/** Settings that every service has. */
export const serviceSettings = {
  serviceName: z.string(),
  logLevel: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  listen: z.string().regex(/^[^:]+:\d+$/, 'host:port'),
  databaseUrl: z.string().startsWith('postgres'),
  oidcIssuer: z.url(),
  oidcUrl: z.url(),
  oidcAudience: z.string(),
  clientId: z.string(),
  clientSecret: z.string(),
  broker: z.enum(['direct']).default('direct'),
};

const toEnvName = (key: string): string => key.replaceAll(/[A-Z]/g, (c) => `_${c}`).toUpperCase();

/** Reads the settings of `schema` from an environment: `databaseUrl` from DATABASE_URL. Throws with every wrong name listed. */
export function readConfig<S extends z.ZodRawShape>(
  shape: S,
  env: Record<string, string | undefined>,
  fixed: Partial<z.input<z.ZodObject<S>>>,
): z.output<z.ZodObject<S>> {
  const given: Record<string, unknown> = { ...fixed };
  for (const key of Object.keys(shape)) given[key] ??= env[toEnvName(key)];
  const parsed = z.object(shape).safeParse(given);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map((i) => `${toEnvName(String(i.path[0]))}: ${i.message}`);
  throw new Error(`configuration: ${wrong.join('; ')}`);
}
