import { readConfig, run, serviceSettings } from '@katrol/runtime';

// the service is imported once telemetry has begun: what it uses is instrumented then
await run(
  async (config, log) => (await import('./service.ts')).startReporting(config, log),
  readConfig(serviceSettings, process.env, { serviceName: 'reporting' }),
);
