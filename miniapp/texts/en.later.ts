/** English texts of settings and reports, which the first load goes without. */
export default import.meta.glob<string>(
  './en/{chains,experiments,guide,links,numbers,past,settings,unclear,webhooks}.ftl',
  {
    query: '?raw',
    import: 'default',
    eager: true,
  },
)
