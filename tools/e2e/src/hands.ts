import type { Locator, Page } from 'playwright-core';

type Place = Page | Locator;

/** Types into the fields with these labels. */
export async function fill(place: Place, values: Record<string, string>): Promise<void> {
  for (const [label, value] of Object.entries(values))
    await place.getByLabel(label, { exact: true }).first().fill(value);
}

/** Chooses in the selects with these labels, by what one reads there. */
export async function choose(place: Place, values: Record<string, string>): Promise<void> {
  for (const [label, value] of Object.entries(values))
    await place.getByLabel(label, { exact: true }).selectOption({ label: value });
}

/** Taps chips of a group; their words stand in the group. */
export async function tap(place: Place, group: string, words: string[]): Promise<void> {
  const set = place.getByRole('group', { name: group, exact: true });
  for (const word of words)
    await set.locator('.mantine-Chip-label').getByText(word, { exact: true }).click();
}

export const press = (place: Place, name: string | RegExp): Promise<void> =>
  place
    .getByRole('button', { name, exact: typeof name === 'string' })
    .first()
    .click();

/** Adds a weekly slot: the weekday as a number, from and until as "16:00". */
export async function addSlot(
  place: Place,
  weekday: number,
  from: string,
  until: string,
): Promise<void> {
  await press(place, 'Moment toevoegen');
  const last = (label: string) => place.getByLabel(label, { exact: true }).last();
  await last('Dag').selectOption(String(weekday));
  await last('Van').fill(from);
  await last('Tot').fill(until);
}

/** The text that a person reads on the page. */
export const textOf = (page: Page): Promise<string> => page.locator('body').innerText();

/** Chooses a file of text in a CSV import. */
export async function dropCsv(page: Page, name: string, text: string): Promise<void> {
  await page
    .getByTestId('import-file')
    .setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
  await page.getByTestId('import-preview').waitFor();
}
