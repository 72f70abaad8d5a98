import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Whether a Docker engine answers. */
export const dockerAnswers = (): Promise<boolean> =>
  run('docker', ['info', '--format', '{{.ServerVersion}}'], { timeout: 5_000 }).then(
    () => true,
    () => false,
  );

/**
 * A container of a public image, on this machine's own network: a published port would be open to
 * whoever reaches the machine.
 */
export interface ContainerOptions {
  image: string;
  environment: Record<string, string>;
  command?: string[];
  /** folders of ours, by where they are wanted inside */
  folders?: Record<string, string>;
  /** named volumes, which outlive the container, by where they are wanted inside */
  volumes?: Record<string, string>;
  readyLine: RegExp;
}

/**
 * Starts a container and waits for its line; testcontainers removes it when this process is gone.
 */
export const runContainer = async (o: ContainerOptions): Promise<{ stop: () => Promise<void> }> => {
  // only where an engine answers: it is large
  const { GenericContainer, Wait } = await import('testcontainers');
  const wanted = new GenericContainer(o.image)
    .withEnvironment(o.environment)
    .withWaitStrategy(Wait.forLogMessage(o.readyLine))
    .withStartupTimeout(180_000)
    .withCopyDirectoriesToContainer(
      Object.entries(o.folders ?? {}).map(([target, source]) => ({ source, target })),
    )
    .withNetworkMode('host')
    .withBindMounts(
      Object.entries(o.volumes ?? {}).map(([target, source]) => ({ source, target })),
    );
  if (o.command) wanted.withCommand(o.command);
  const container = await wanted.start();
  return { stop: async () => void (await container.stop({ timeout: 5_000 })) };
};
