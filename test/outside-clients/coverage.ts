export const coverage = { '@ctrl/plex': [], '@jellyfin/sdk': [], '@lukehagar/plexjs': [], xml: [] } as const;
