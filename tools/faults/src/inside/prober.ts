import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';

// asks the probe again and again until told, from a thread that does nothing else
const url = workerData as string;
let told = false;
parentPort?.once('message', () => (told = true));
const took: number[] = [];
while (!told) {
  const since = performance.now();
  const answer = await fetch(url);
  await answer.text();
  took.push(answer.status === 200 ? performance.now() - since : Number.POSITIVE_INFINITY);
  await sleep(100);
}
parentPort?.postMessage(took);
