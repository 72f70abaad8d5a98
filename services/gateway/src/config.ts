import { processSettings, readConfig } from '@katrol/runtime';
import { z } from 'zod';
import { idleLimitsOf } from './idle.ts';

const settings = {
  ...processSettings,
  publicUrl: z.url(),
  portalDir: z.string(),
  oidcClientId: z.string(),
  oidcClientSecret: z.string(),
  sessionSecret: z.string().min(16),
  /** what signs the audit, as for every service; without it the session's secret does */
  auditSigningSecret: z.union([z.literal(''), z.string().min(32)]).default(''),
  /**
   * after a renewal: what signed the audit before, separated by commas, until the first start with
   * it; `lost` where it is not there any more
   */
  auditSigningSecretBefore: z.string().default(''),
  /** minutes without use after which a session ends, by role: "coordinator=15,tutor=240" */
  sessionIdleMinutes: z.string().default('').transform(idleLimitsOf),
  oidcAudience: z.string(),
  /** the admin API of the realm, for the people that an operator manages */
  directoryUrl: z.url(),
  directoryClientId: z.string(),
  directoryClientSecret: z.string(),
  /**
   * addresses or networks of reverse proxies, separated by commas: only what they say of a visitor's
   * address is believed
   */
  trustedProxies: z
    .string()
    .default('')
    .transform((list) => list.split(',').flatMap((one) => one.trim() || [])),
  /** ms in which a request must be whole; what came of one that is not by then is given up */
  wholeWithinMs: z.coerce.number().int().min(1_000).default(30_000),
  /** how many referrals one address may submit in a minute without an account */
  publicSubmitsAMinute: z.coerce.number().int().min(1).default(30),
};

export type Config = ReturnType<typeof gatewayConfig>;
export const gatewayConfig = (env: Record<string, string | undefined>) =>
  readConfig(settings, env, { serviceName: 'gateway' });
