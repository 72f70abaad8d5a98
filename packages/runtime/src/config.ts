import { z } from 'zod';

const named = (one: string): [string, string] => {
  const [folder = '', address = ''] = one.split('=');
  return [folder, address];
};

/** Settings that every process has. */
export const processSettings = {
  serviceName: z.string(),
  logLevel: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  listen: z.string().regex(/^[^:]+:\d+$/, 'host:port'),
  databaseUrl: z.string().startsWith('postgres'),
  oidcIssuer: z.url(),
  oidcUrl: z.url(),
  /** the public keys of what signs links' tokens, separated by commas: several while they turn over */
  linkPublicKeys: z
    .string()
    .default('')
    .transform((text) => text.split(',').filter(Boolean)),
  /** where each service is reached: intake=host:port,matching=host:port */
  serviceAddresses: z
    .string()
    .regex(/^([a-z][a-z-]*=[^,=]+:\d+(,|$))*$/, 'folder=host:port, separated by commas')
    .default('')
    .transform((text) => new Map(text.split(',').filter(Boolean).map(named))),
  /**
   * where telemetry goes; nowhere: it is off. These three have OpenTelemetry's own names and
   * meanings
   */
  otelExporterOtlpEndpoint: z.union([z.literal(''), z.url()]).default(''),
  /** share of traces that is kept */
  otelTracesSamplerArg: z.coerce.number().min(0).max(1).default(1),
  /** ms between two exports of metrics */
  otelMetricExportInterval: z.coerce.number().int().min(100).default(10_000),
};

/** Settings that every service behind the gateway has. */
export const serviceSettings = {
  ...processSettings,
  oidcAudience: z.string(),
  clientId: z.string(),
  clientSecret: z.string(),
  /**
   * what signs the audit: 32 characters or more, or an Ed25519 private key in PEM; without it the
   * client's secret does
   */
  auditSigningSecret: z.union([z.literal(''), z.string().min(32)]).default(''),
  /**
   * after a renewal: what signed the audit before, separated by commas, until the first start with
   * it; `lost` where it is not there any more
   */
  auditSigningSecretBefore: z.string().default(''),
  broker: z.enum(['direct', 'kafka']).default('direct'),
  /** host:port, separated by commas; needed when the broker is kafka */
  kafkaBrokers: z
    .string()
    .default('')
    .transform((list) => list.split(',').filter((address) => address !== '')),
  /** after this long without a heartbeat a hearer's partitions go to another one */
  kafkaSessionTimeoutMs: z.coerce.number().int().min(1_000).default(30_000),
  /** copies of each partition of a topic that a service makes */
  kafkaReplication: z.coerce.number().int().min(1).default(1),
};

/** The environment of this process itself: what is taken out of it, nothing in here reads later. */
export const ownEnvironment = (): Record<string, string | undefined> => process.env;

const toEnvName = (key: string): string => key.replaceAll(/[A-Z]/g, (c) => `_${c}`).toUpperCase();

/**
 * Reads the settings of `schema` from an environment: `databaseUrl` from DATABASE_URL. Throws with
 * every wrong name listed.
 */
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
