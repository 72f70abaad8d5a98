// What is painted first stands in the page itself; the application, its styles included, comes
// behind it.
void import('./main.tsx');

export {};
