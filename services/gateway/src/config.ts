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
  /** the gateway's own client, with which it asks services in nobody's name */
  clientId: z.string().default('service-gateway'),
  clientSecret: z.string(),
  /** what signs links' tokens: the key that LINK_PUBLIC_KEYS of every service must hold */
  linkSigningSecret: z.string().min(32),
  /** how often one address may try to open a link in a minute */
  linkOpeningsAMinute: z.coerce.number().int().min(1).default(60),
  /** smtp://user:password@host:587 or smtps://; empty: nothing is sent */
  smtpUrl: z.union([z.literal(''), z.string().regex(/^smtps?:\/\//)]).default(''),
  mailFrom: z.string().default(''),
  /** `on` keeps what would be sent on a page of the door, for the demonstration on one machine */
  localMailbox: z
    .enum(['', 'on'])
    .default('')
    .transform((text) => text === 'on'),
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
export const gatewayConfig = (env: Record<string, string | undefined>) => {
  const config = readConfig(settings, env, { serviceName: 'gateway' });
  const { hostname } = new URL(config.publicUrl);
  // whoever opens that page has every link that was sent
  if (config.localMailbox && !['localhost', '127.0.0.1'].includes(hostname))
    throw new Error('configuration: LOCAL_MAILBOX: for one machine only');
  if (config.smtpUrl !== '' && config.mailFrom === '')
    throw new Error('configuration: MAIL_FROM: needed with SMTP_URL');
  return config;
};
