import { readConfig, serviceSettings } from '@katrol/runtime';
import { z } from 'zod';

const settings = { ...serviceSettings, matchingAddress: z.string() };

export type Config = ReturnType<typeof intakeConfig>;
export const intakeConfig = (env: Record<string, string | undefined>) =>
  readConfig(settings, env, { serviceName: 'intake' });
