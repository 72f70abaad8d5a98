import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Whether a Docker engine answers. */
export const dockerAnswers = (): Promise<boolean> => run('docker', ['info', '--format', '{{.ServerVersion}}'], { timeout: 5_000 }).then(() => true, () => false);

/** A container of a public image with one port, the same inside and outside, on loopback. */
export interface ContainerOptions {
  image: string;
  environment: Record<string, string>;
  port: number;
  readyLine: RegExp;
}

/** Starts a container and waits for its line; testcontainers removes it when this process is gone. */
export const runContainer = async (o: ContainerOptions): Promise<{ stop: () => Promise<void> }> => {
  // only where an engine answers: it is large
  const { GenericContainer, Wait } = await import('testcontainers');
  const container = await new GenericContainer(o.image)
    .withEnvironment(o.environment)
    .withExposedPorts({ container: o.port, host: o.port })
    .withWaitStrategy(Wait.forLogMessage(o.readyLine))
    .withStartupTimeout(120_000)
    .start();
  return { stop: async () => void (await container.stop({ timeout: 5_000 })) };
};
