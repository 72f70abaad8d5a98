export { Model, type Entry } from './model.ts';
export { maximise, NoAnswer, type Effort, type Solved } from './maximise.ts';
export { ranges } from './ranges.ts';
export { inChild, type Children } from './in-child.ts';
