/** English texts of what staff open first, one file per area: drop a file into the folder and it is here. */
export default import.meta.glob<string>(
  ['./en/*.ftl', '!./en/{chains,experiments,guide,links,numbers,past,settings,unclear,webhooks}.ftl'],
  {
    query: '?raw',
    import: 'default',
    eager: true,
  },
)
