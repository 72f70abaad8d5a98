export { municipalitiesToday, municipality, today, type Municipality } from './municipalities.ts';
export { municipalityOf } from './municipality-of.ts';
