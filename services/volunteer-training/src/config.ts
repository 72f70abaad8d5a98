import { readConfig, serviceSettings } from '@katrol/runtime';
import { z } from 'zod';

const settings = { ...serviceSettings, intakeAddress: z.string(), matchingAddress: z.string() };

export type Config = ReturnType<typeof volunteerTrainingConfig>;
export const volunteerTrainingConfig = (env: Record<string, string | undefined>) =>
  readConfig(settings, env, { serviceName: 'volunteer-training' });
