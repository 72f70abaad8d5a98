import { run } from '@katrol/runtime';
import { intakeConfig } from './config.ts';

// the service is imported once telemetry has begun: what it uses is instrumented then
await run(
  async (config, log) => (await import('./service.ts')).startIntake(config, log),
  intakeConfig(process.env),
);
