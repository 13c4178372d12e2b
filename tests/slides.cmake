# The talk: the target "slides" builds it, the label "slides" tests it. Neither belongs to what a build or a
# test of the program needs: tests skip themselves by name where npm's packages or Chromium are not there.

add_custom_target(slides COMMAND ${CMAKE_SOURCE_DIR}/scripts/slides USES_TERMINAL)

read_sentences(slides SENTENCES)
foreach(sentence IN LISTS SENTENCES)
    add_sentence(slides.${sentence} slides 180 tests/slides.sh ${sentence})
endforeach()
