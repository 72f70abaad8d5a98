/** Whether this run keeps pictures of the main pages in docs/screenshots. */
export const wantsPictures = (): boolean => process.env['KATROL_SCREENSHOTS'] === '1';
