import { run } from '@katrol/runtime';
import { volunteerTrainingConfig } from './config.ts';

// the service is imported once telemetry has begun: what it uses is instrumented then
await run(
  async (config, log) => (await import('./service.ts')).startVolunteerTraining(config, log),
  volunteerTrainingConfig(process.env),
);
