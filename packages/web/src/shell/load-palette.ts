/** Once pointer or keyboard come near: the page's first view doesn't need it. */
export const loadPalette = () => import('./command-palette.tsx');
