import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { realPart } from '@katrol/platform';
import type { RealmParameters, Server } from '@katrol/realm';
import { clientOf, deployed } from '@katrol/registry';
import { launchBrowser } from './browser.ts';
import { startPlatform, type Platform } from './platform.ts';

export type KeycloakWorld = {
  platform: Platform;
  browser: Browser;
  /** Keycloak, for who may apply realms there */
  server: Server;
  issuer: string;
  /** what the people of the demonstration sign in with */
  keys: { password: string; codeKey: string };
  /** what the realm was made of */
  parameters: RealmParameters;
  /** somebody at a screen of their own, at the portal's first page */
  visitor(locale?: string): Promise<Visitor>;
  close(): Promise<void>;
};
export type Visitor = { context: BrowserContext; page: Page };

/**
 * The platform as `npm start -- --real` starts it, and a browser; undefined where no Keycloak or
 * Kafka can be had.
 */
export async function openKeycloakWorld(): Promise<KeycloakWorld | undefined> {
  const real = await realPart('keycloak', async () => {
    try {
      return { how: 'npm start -- --real', platform: await startPlatform({}, ['--real']) };
    } catch (error) {
      if (/geen (Keycloak|Kafka) gevonden/.test((error as Error).message)) return undefined;
      throw error;
    }
  });
  if (!real) return undefined;
  const { platform } = real;
  const secrets = JSON.parse(
    readFileSync(path.join(platform.dataDir, 'secrets.json'), 'utf8'),
  ) as Record<string, string>;
  const secretOf = (name: string): string => secrets[name] ?? '';
  const away = await fetch(`${platform.url}/auth/sign-in`, { redirect: 'manual' });
  const issuer = (away.headers.get('location') ?? '').replace(/\/protocol\/.*/, '');
  const browser = await launchBrowser();
  return {
    platform,
    browser,
    issuer,
    server: {
      url: new URL(issuer).origin,
      clientId: 'katrol-apply',
      clientSecret: secretOf('katrol-apply'),
    },
    keys: {
      password: secretOf('demonstration-password'),
      codeKey: secretOf('demonstration-code-key'),
    },
    parameters: {
      portalUrl: platform.url,
      gatewaySecret: secretOf('katrol-gateway'),
      directorySecret: secretOf('katrol-directory'),
      universities: [],
      brokers: [],
      services: deployed.map((row) => ({
        clientId: clientOf(row),
        secret: secretOf(clientOf(row)),
      })),
    },
    visitor: async (locale = 'nl-BE') => {
      const context = await browser.newContext({
        viewport: { width: 1280, height: 900 },
        locale,
        baseURL: platform.url,
        reducedMotion: 'reduce',
      });
      context.setDefaultTimeout(40_000);
      const page = await context.newPage();
      await page.goto('/');
      return { context, page };
    },
    close: async () => {
      await browser.close();
      await platform.stop();
    },
  };
}
