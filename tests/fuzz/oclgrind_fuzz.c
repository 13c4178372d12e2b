/* Whatever Oclgrind writes to its log, findings come of it that can be shown. */
#include "fuzz.h"

#include "../../host/judge/oclgrind.c"

static void check(const struct finding *finding)
{
    require(finding->kind && finding->kind->sentence[0]);
    require(finding->count > 0);
    require(finding->site_count <= SITES_LIMIT);
    require(strlen(finding->kernel) < sizeof finding->kernel);
    require(strlen(finding->detail) < sizeof finding->detail);
    for (size_t i = 0; i < finding->site_count; i++)
        require(strlen(finding->sites[i].work_item) < sizeof finding->sites[i].work_item);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct findings findings = {0};
    char *log = text_from(data, size);

    read_log(log, &findings);
    require(findings.count <= FINDINGS_LIMIT);
    for (size_t i = 0; i < findings.count; i++)
        check(&findings.items[i]);
    free(log);
    return 0;
}
