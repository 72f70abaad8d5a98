import { readConfig, serviceSettings } from '@katrol/runtime';
import { z } from 'zod';

const settings = {
  ...serviceSettings,
  intakeAddress: z.string(),
  volunteerTrainingAddress: z.string(),
};

export type Config = ReturnType<typeof matchingConfig>;
export const matchingConfig = (env: Record<string, string | undefined>) =>
  readConfig(settings, env, { serviceName: 'matching' });
